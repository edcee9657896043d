package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo-terminal (pty(7)). all gives what was written to it, after it was closed.
func terminal(t *testing.T) (tty *os.File, all func() string) {
	t.Helper()
	return typingTerminal(t, "")
}

// typingTerminal is a terminal at which somebody has typed something.
func typingTerminal(t *testing.T, typed string) (tty *os.File, all func() string) {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if err := unix.IoctlSetPointerInt(int(master.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	number, err := unix.IoctlGetInt(int(master.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	tty, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if _, err := io.WriteString(master, typed); err != nil {
		t.Fatal(err)
	}
	text := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = io.Copy(&b, master) // ends with an error once the other side is closed
		text <- b.String()
	}()
	return tty, func() string {
		tty.Close()
		defer master.Close()
		return <-text
	}
}

func TestTerminal(t *testing.T) {
	t.Setenv("TERM", "xterm")
	t.Setenv("NO_COLOR", "")
	folder := writeDrafts(t, manyDrafts)
	on := func(out, errs bool, args ...string) (stdout, stderr string) {
		t.Helper()
		args = append([]string{"review", "--only-rules", "--rules", "testdata/rules", folder}, args...)
		var plainOut, plainErr bytes.Buffer
		var outTo, errTo io.Writer = &plainOut, &plainErr
		outText, errText := plainOut.String, plainErr.String
		if out {
			outTo, outText = terminal(t)
		}
		if errs {
			errTo, errText = terminal(t)
		}
		if got := run(context.Background(), args, strings.NewReader(""), outTo, errTo); got != exitClean {
			t.Errorf("exit code %d", got)
		}
		return outText(), errText()
	}
	const escape = "\x1b["
	t.Run("colour on a terminal, and the summary once", func(t *testing.T) {
		out, errs := on(true, true)
		if !strings.Contains(out, escape) || errs != "" {
			t.Errorf("%d bytes, standard error %q", len(out), errs)
		}
	})
	t.Run("no colour", func(t *testing.T) {
		if out, _ := on(true, true, "--no-colour"); strings.Contains(out, escape) {
			t.Error("--no-colour does not keep colour out")
		}
		t.Setenv("NO_COLOR", "1")
		if out, _ := on(true, true); strings.Contains(out, escape) {
			t.Error("NO_COLOR does not keep colour out")
		}
		t.Setenv("NO_COLOR", "")
		t.Setenv("TERM", "dumb")
		if out, _ := on(true, true); strings.Contains(out, escape) {
			t.Error("a dumb terminal is sent colour")
		}
	})
	t.Run("progress where it disturbs nothing", func(t *testing.T) {
		if out, errs := on(false, true); !strings.Contains(errs, "Reviewing") || strings.Contains(out, "Reviewing") {
			t.Errorf("standard error %q", errs)
		}
		if _, errs := on(false, true, "--quiet"); errs != "" {
			t.Errorf("standard error %q", errs)
		}
		if _, errs := on(false, false); strings.Contains(errs, "Reviewing") {
			t.Errorf("standard error %q", errs)
		}
	})
}

// TestPRAsks holds that somebody at a terminal is asked before anything is written for all to see.
func TestPRAsks(t *testing.T) {
	for typed, posts := range map[string]bool{"y\n": true, "yes\n": true, "n\n": false, "\n": false, "maybe\n": false} {
		f := newForge(t, inlineConfig, prDraft, prChanged)
		tty, text := typingTerminal(t, typed)
		code := run(context.Background(), []string{"pr", "example/drafts#1"}, tty, io.Discard, tty)
		asked := text()
		if !strings.Contains(asked, "Post a summary and comments beside lines on example/drafts#1 (Change the relay)?") {
			t.Errorf("asked: %s", asked)
		}
		if n := len(f.wrote()); (n > 0) != posts || (code == exitClean) != posts {
			t.Errorf("%q: exit code %d, %d writes", typed, code, n)
		}
	}
	f := newForge(t, inlineConfig, prDraft, prChanged)
	tty, text := typingTerminal(t, "")
	if code := run(context.Background(), []string{"pr", "--yes", "example/drafts#1"}, tty, io.Discard, tty); code != exitClean || strings.Contains(text(), "[y/N]") {
		t.Errorf("with --yes: exit code %d", code)
	}
	f.wantWrites(t, "with --yes", "POST reviews", "POST comments")
}
