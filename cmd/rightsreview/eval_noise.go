package main

import (
	"io"

	"github.com/rightsreview/rightsreview/reviewer/eval"
	"github.com/spf13/cobra"
)

type noiseOptions struct {
	settings
	pattern, format, require string
	sample                   int
	seed                     uint64
}

func newNoiseCommand() *cobra.Command {
	var o noiseOptions
	cmd := &cobra.Command{
		Use:   "noise FOLDER",
		Short: "Measure how much is raised in ordinary drafts",
		Long: `Measure how much is raised in ordinary drafts.

Documents are drawn from the folder by a seed, so that the same folder gives the same sample. With --require the figures
are held against the gates under "noise" in a YAML file; a gate missed is exit code 1.`,
		Example: `  rightsreview eval noise --sample 300 ~/rfc`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return o.run(cmd.OutOrStdout(), cmd.ErrOrStderr(), args[0])
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.pattern, "pattern", "rfc*.txt", "names of the files to draw from")
	f.IntVar(&o.sample, "sample", 300, "how many documents to draw")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the draw")
	f.StringVar(&o.format, "format", "text", "text or json")
	o.registerRules(f)
	f.StringVar(&o.require, "require", "", "file of gates to hold the figures against")
	return cmd
}

func (o *noiseOptions) run(w, log io.Writer, folder string) error {
	if err := choose("format", o.format, []string{"text", "json"}); err != nil {
		return err
	}
	list, err := o.checklist()
	if err != nil {
		return err
	}
	paths, err := eval.Draw(folder, o.pattern, o.sample, o.seed)
	if err != nil {
		return err
	}
	noise, err := eval.Listen(paths, list)
	if err != nil {
		return err
	}
	if err := o.write(w, noise); err != nil || o.require == "" {
		return err
	}
	gates, err := eval.ReadGates(o.require)
	if err != nil {
		return usageError(err)
	}
	return holdGates(log, gates.Noise, noise.Figures())
}

func (o *noiseOptions) write(w io.Writer, noise eval.Noise) error {
	if o.format == "json" {
		return writeJSON(w, noise)
	}
	return noise.WriteText(w)
}
