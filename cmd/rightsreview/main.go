// Command rightsreview reviews draft technical standards for risks to human rights.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
)

func main() {
	debug.SetGCPercent(gcPercent)
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}

// gcPercent lets the heap grow to four times what is in use before it is collected. One draft a worker is small, so the
// memory is not missed, and the whole RFC series is read a tenth faster.
const gcPercent = 300

// The exit codes. CI relies on them: they are documented in the help and do not change.
const (
	exitClean      = 0
	exitFindings   = 1 // findings from --fail-on on, a failed example, a missed gate
	exitUsage      = 2 // usage or configuration
	exitUnfinished = 3 // what was asked for could not be done, or not all of it
)

// failure is an error with the exit code that it has. An err of nil says nothing more: it was said before.
type failure struct {
	code int
	err  error
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.err.Error()
}

func (f *failure) Unwrap() error { return f.err }

// usageError is for what the user can put right on the command line or in a file that is their own.
func usageError(err error) error {
	if err == nil {
		return nil
	}
	return &failure{exitUsage, err}
}

// run is the program. An interrupt ends it in order; a second one ends it at once.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	started := false
	markStart(root, &started)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return exitClean
	}
	code, told := exitCode(err, started)
	if !told {
		printError(stderr, err)
		if !started {
			fmt.Fprintf(stderr, "See: %s --help\n", cmd.CommandPath())
		}
	}
	return code
}

// markStart makes every command note that it was started: an error before that is one of usage.
func markStart(cmd *cobra.Command, started *bool) {
	if start := cmd.RunE; start != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			*started = true
			return start(cmd, args)
		}
	}
	for _, sub := range cmd.Commands() {
		markStart(sub, started)
	}
}

// exitCode is that of an error. told says that the user has been told of it.
func exitCode(err error, started bool) (code int, told bool) {
	var f *failure
	switch {
	case errors.As(err, &f):
		return f.code, f.err == nil
	case errors.Is(err, errGate):
		return exitFindings, true
	case !started:
		return exitUsage, false
	case errors.Is(err, syscall.EPIPE): // the reader has gone away and knows it
		return exitUnfinished, true
	}
	return exitUnfinished, false
}

// printError writes an error that may join several, one a line.
func printError(w io.Writer, err error) {
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(w, "rightsreview: %s\n", printable(line))
	}
}
