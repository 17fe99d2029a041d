const shown = "#\u0041" + `\(x)`;
