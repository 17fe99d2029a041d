COMMENT ON TABLE t IS '"""# "" ends no literal "##, nor does """##';
