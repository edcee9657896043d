// Command measure times a review of a folder of drafts against ripgrep looking for the literals of the same rules, in
// one run and with a warm cache, and notes the most memory that the review held.
//
//	go run ./.ci/measure -binary ./rightsreview -documents FOLDER [-require .ci/gates.yaml]
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/eval"
)

func main() {
	binary := flag.String("binary", "./rightsreview", "the program, built")
	documents := flag.String("documents", "", "folder of drafts to review")
	require := flag.String("require", "", "file of gates to hold the figures against")
	rounds := flag.Int("rounds", 3, "how often each side runs; the fastest counts")
	flag.Parse()
	if err := run(*binary, *documents, *require, *rounds); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

func run(binary, documents, require string, rounds int) error {
	literals, err := writeLiterals()
	if err != nil {
		return err
	}
	defer os.Remove(literals)
	files, size, err := warm(documents)
	if err != nil {
		return err
	}
	ours, theirs, err := race(binary, documents, literals, rounds)
	if err != nil {
		return err
	}
	megabytes := float64(size) / 1e6
	figures := map[string]float64{
		"documents":          float64(files),
		"megabytes":          megabytes,
		"seconds":            ours.seconds,
		"ripgrep-seconds":    theirs.seconds,
		"ratio-to-ripgrep":   ours.seconds / theirs.seconds,
		"megabytes-a-second": megabytes / ours.seconds,
		"peak-megabytes":     ours.peak,
	}
	show(os.Stdout, figures)
	if require == "" {
		return nil
	}
	return hold(require, figures)
}

func show(w io.Writer, figures map[string]float64) {
	fmt.Fprintf(w, "documents           %.0f, %.1f MB\n", figures["documents"], figures["megabytes"])
	fmt.Fprintf(w, "review              %.2f s, %.1f MB/s\n", figures["seconds"], figures["megabytes-a-second"])
	fmt.Fprintf(w, "ripgrep             %.2f s\n", figures["ripgrep-seconds"])
	fmt.Fprintf(w, "ratio to ripgrep    %.2f\n", figures["ratio-to-ripgrep"])
	fmt.Fprintf(w, "most memory held    %.0f MB\n", figures["peak-megabytes"])
}

func hold(require string, figures map[string]float64) error {
	gates, err := eval.ReadGates(require)
	if err != nil {
		return err
	}
	all := slices.Concat(gates.Speed, gates.Memory)
	missed, err := eval.Missed(all, figures)
	if err != nil {
		return err
	}
	for _, m := range missed {
		fmt.Println("gate missed:", m)
	}
	if len(missed) > 0 {
		return errors.New("a gate was missed")
	}
	fmt.Printf("gates kept: %d\n", len(all))
	return nil
}

// writeLiterals puts the literals of the built-in rules in a file, one a line, as ripgrep's -f wants them.
func writeLiterals() (string, error) {
	rules, err := catalogue.Builtin()
	if err != nil {
		return "", err
	}
	list, err := checklist.Compile(rules)
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp("", "literals")
	if err != nil {
		return "", err
	}
	_, err = io.WriteString(file, strings.Join(list.Literals(), "\n")+"\n")
	return file.Name(), errors.Join(err, file.Close())
}

// warm reads every file once, so that neither side waits for the disk.
func warm(folder string) (files int, size int64, err error) {
	err = filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		source, err := os.ReadFile(path)
		files++
		size += int64(len(source))
		return err
	})
	if err == nil && files == 0 {
		err = fmt.Errorf("no documents in %s", folder)
	}
	return files, size, err
}

type effort struct{ seconds, peak float64 } // peak in megabytes of 10^6 bytes

// race lets both sides run in turn and keeps the fastest time and the highest peak of each.
func race(binary, documents, literals string, rounds int) (ours, theirs effort, err error) {
	for i := range rounds {
		r, err := timed(binary, "review", "--quiet", documents)
		if err != nil {
			return ours, theirs, err
		}
		ours = ours.better(r, i)
		if r, err = timed("rg", "-j2", "-c", "-i", "-F", "-f", literals, documents); err != nil {
			return ours, theirs, err
		}
		theirs = theirs.better(r, i)
	}
	return ours, theirs, nil
}

func (a effort) better(b effort, round int) effort {
	if round == 0 {
		return b
	}
	return effort{min(a.seconds, b.seconds), max(a.peak, b.peak)}
}

// timed runs a command with its output thrown away. Exit code 1 is a result for both sides: findings, or no match.
func timed(name string, args ...string) (effort, error) {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	start := time.Now()
	err := cmd.Run()
	seconds := time.Since(start).Seconds()
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return effort{}, fmt.Errorf("run %s: %w", name, err)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return effort{seconds, float64(usage.Maxrss) * 1024 / 1e6}, nil // Linux counts in KiB: getrusage(2)
}
