package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man DIR",
		Short:   "Write the manual pages",
		Long:    "Write a manual page for each command to a folder, which is made if it is not there.",
		Example: "  rightsreview man ~/.local/share/man/man1",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o777); err != nil {
				return usageError(err)
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // it has the date of the day, so that no two builds are the same
			date := today()
			header := &doc.GenManHeader{Title: "RIGHTSREVIEW", Section: "1", Source: "rightsreview " + version(), Date: &date}
			if err := doc.GenManTree(root, header, args[0]); err != nil {
				return fmt.Errorf("write manual pages: %w", err)
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "Wrote the manual pages to %s.\n", args[0])
			return err
		},
	}
}
