package config

import _ "embed"

// Schema is the JSON Schema (draft 2020-12) of the configuration file, for editors that check YAML as it is written.
//
//go:embed schema.json
var Schema []byte

// Template is a configuration file in which every field is explained and nothing is decided.
//
//go:embed template.yml
var Template []byte
