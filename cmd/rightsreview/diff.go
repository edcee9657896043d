package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/rightsreview/rightsreview/reviewer"
	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/change"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/local"
	"github.com/rightsreview/rightsreview/reviewer/render"
	"github.com/rightsreview/rightsreview/reviewer/review"
	"github.com/spf13/cobra"
)

func newDiffCommand() *cobra.Command {
	var c common
	cmd := &cobra.Command{
		Use:   "diff OLD NEW",
		Short: "Compare two versions of a draft",
		Long: `Compare two versions of a draft: which concerns are new, worse, better or resolved, and which protections were
removed, weakened, added or strengthened. "MUST encrypt" that became "SHOULD encrypt" is told with both passages; what
only moved, was renumbered or broken into other lines is not.

OLD and NEW are files, in the same format or in two; one of them may be - for standard input.

With --fail-on, a concern that is new or worse counts with its severity, and a protection that was removed or weakened
counts as medium.

Exit codes: 0 all was done; 1 the change does something from --fail-on on; 2 the command line or a configuration file
is wrong; 3 a version could not be read or the output could not be written.`,
		Example: `  rightsreview diff draft-example-protocol-02.txt draft-example-protocol-03.txt
  rightsreview diff --format html --output change.html draft-example-protocol-02.txt draft-example-protocol-03.xml
  git show main:draft.md | rightsreview diff --fail-on medium - draft.md`,
		Args: twoVersions,
		RunE: func(cmd *cobra.Command, args []string) error {
			c.connect(cmd)
			return c.diff(cmd.Context(), args)
		},
	}
	c.register(cmd, render.ChangeFormats())
	return cmd
}

// twoVersions asks for two paths and says what to write.
func twoVersions(_ *cobra.Command, args []string) error {
	switch {
	case len(args) != 2:
		return errors.New("name two versions of a draft, the old one first: rightsreview diff OLD NEW")
	case args[0] == "-" && args[1] == "-":
		return errors.New("standard input cannot be both versions: name a file for one of them")
	}
	return nil
}

// comparing is what is needed to compare versions, once flags, configuration and rules have been read.
type comparing struct {
	choices
	options reviewer.Options
}

// prepare reads flags, configuration and rules: all that can be wrong before the first version is read.
func (c *common) prepare(paths, formats []string) (comparing, error) {
	if i := slices.IndexFunc(paths, c.isOutput); i >= 0 {
		return comparing{}, usageError(fmt.Errorf("--output %s would write over a version: choose another name", c.output))
	}
	s, err := c.settle(paths, formats)
	if err != nil {
		return comparing{}, err
	}
	s.format = cmp.Or(s.format, "text")
	return comparing{s.choices, reviewer.Options{
		Checklist: s.checklist, Comparer: change.New(s.rules.Wording), Decisions: s.decisions, Jobs: c.jobs,
	}}, nil
}

// read reads versions. The error names every one that could not be read.
func (c *common) read(ctx context.Context, paths []string) ([]document.Draft, error) {
	versions := make([]document.Draft, len(paths))
	var errs []error
	for i, path := range paths {
		var err error
		versions[i], err = local.Files{Stdin: c.stdin}.Read(ctx, path)
		errs = append(errs, err)
	}
	return versions, errors.Join(errs...)
}

func (c *common) diff(ctx context.Context, paths []string) error {
	p, err := c.prepare(paths, render.ChangeFormats())
	if err != nil {
		return err
	}
	versions, err := c.read(ctx, paths)
	if err != nil {
		return err
	}
	comparison := reviewer.Compare(versions, p.options).Steps[0].Limit(p.decisions(paths[1]))
	if err := c.writeComparison(p, comparison); err != nil {
		return err
	}
	return changeVerdict(p.failOn, comparison)
}

func (c *common) writeComparison(p comparing, comparison review.Comparison) error {
	return c.write(func(w io.Writer, o render.Options) error {
		renderer, err := render.NewChange(p.format, w, o)
		if err != nil {
			return usageError(err)
		}
		return errors.Join(renderer.Comparison(comparison), renderer.Close(comparison.Status()))
	})
}

// write lets something be written to where --output says, whole or not at all.
func (c *common) write(content func(io.Writer, render.Options) error) error {
	output, err := c.open()
	if err != nil {
		return usageError(err)
	}
	defer output.Drop()
	err = content(output, render.Options{
		Colour: c.output == "" && colour(c.stdout, c.noColour), Width: width(c.stdout), Version: version(),
	})
	if err != nil {
		return err
	}
	if err := output.Keep(); err != nil {
		return err
	}
	if c.output != "" && c.output != "-" {
		c.say("wrote %s", c.output)
	}
	return nil
}

// changeVerdict turns what a change does into an exit code.
func changeVerdict(failOn catalogue.Severity, c review.Comparison) error {
	for _, r := range []review.Review{c.Old, c.New} {
		if r.Err != nil {
			return &failure{exitUnfinished, r.Err}
		}
	}
	if failOn == 0 {
		return nil
	}
	if c.Status() != review.Complete {
		return &failure{exitUnfinished, errors.New("parts of a version could not be read, so that --fail-on cannot be decided")}
	}
	for _, k := range c.Concerns {
		if k.Change.Bad() && k.Finding.Suppressed == nil && k.Finding.Severity >= failOn {
			return &failure{code: exitFindings}
		}
	}
	for _, k := range c.Protections {
		if k.Change.Bad() && failOn <= lostProtection {
			return &failure{code: exitFindings}
		}
	}
	return nil
}
