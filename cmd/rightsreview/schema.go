package main

import (
	"slices"

	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/spf13/cobra"
)

// schemas are the JSON Schemas of what the program reads and writes.
var schemas = map[string][]byte{"change": render.ChangeSchema, "config": config.Schema, "history": render.HistorySchema, "review": render.Schema}

func newSchemaCommand() *cobra.Command {
	names := []string{"change", "config", "history", "review"}
	return &cobra.Command{
		Use:   "schema change|config|history|review",
		Short: "Print the JSON Schema of the configuration file or of json output",
		Example: `  rightsreview schema config > rightsreview.schema.json
  rightsreview schema review`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			if !slices.Contains(names, args[0]) {
				return choose("schema", args[0], names)
			}
			_, err := cmd.OutOrStdout().Write(schemas[args[0]])
			return err
		},
	}
}
