package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rightsreview/rightsreview/reviewer/config"
	"github.com/spf13/cobra"
)

func newInitCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a configuration file in which every field is explained",
		Long: `Write ` + config.FileName + ` to the folder (the present one if none is named). It decides nothing yet: every
field is there with an explanation. A file that is there already is left alone.`,
		Example: "  rightsreview init\n  rightsreview init ~/drafts",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			folder := "."
			if len(args) > 0 {
				folder = args[0]
			}
			path := filepath.Join(folder, config.FileName)
			if err := writeNew(path, config.Template); err != nil {
				return usageError(err)
			}
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "Wrote %s. Edit it, then try it with: rightsreview review %s\n", path, folder)
			return err
		},
	}
}

// writeNew writes a file that must not be there yet.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already: edit it, or remove it first", path)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}
