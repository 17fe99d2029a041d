// Written by embed-files.
// swift-format-ignore-file

import HTTP

let viewFiles: [ViewFile] = [
    ViewFile(name: "alone-1", html: #"""
<!doctype html>
<title>Alone</title>
<script type="application/json" id="boot"></script>

"""#),
    ViewFile(name: "both", html: ##"""
<!doctype html>
<title>Both</title>
<style>
p{color:teal}
</style>
<p>"""#</p>
<script type="application/json" id="boot"></script>
<script>
const shown = "#\u0041" + `\(x)`;
</script>

"""##),
]
