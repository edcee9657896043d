// Package local takes drafts from files and standard input, and writes reviews to a stream or a file.
package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/hint"
)

// Files is a source of the drafts at some paths.
type Files struct {
	Paths []string  // "-" is standard input; folders are not searched, see Find
	Stdin io.Reader // what "-" reads
}

// Drafts reads the files one after the other.
func (f Files) Drafts(ctx context.Context) iter.Seq2[document.Draft, error] {
	return func(yield func(document.Draft, error) bool) {
		for _, path := range f.Paths {
			if ctx.Err() != nil {
				return
			}
			source, err := f.read(ctx, path)
			if err != nil && ctx.Err() != nil || !yield(document.Draft{Path: path, Source: source}, err) {
				return
			}
		}
	}
}

// Read reads one draft; "-" is standard input.
func (f Files) Read(ctx context.Context, path string) (document.Draft, error) {
	source, err := f.read(ctx, path)
	return document.Draft{Path: path, Source: source}, err
}

func (f Files) read(ctx context.Context, path string) ([]byte, error) {
	if path == "-" {
		return waitFor(ctx, func() ([]byte, error) { return readAll("standard input", f.Stdin, 0) })
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, openError(path, err)
	}
	if info.IsDir() {
		return nil, folderError(path)
	}
	if info.Size() > document.MaxSource {
		return nil, tooLarge(path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	defer file.Close()
	return readAll(path, file, info.Size())
}

// waitFor does something that may take as long as people take to type, but no longer than the context.
func waitFor(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		source []byte
		err    error
	}
	done := make(chan result, 1) // so that a read that nobody waits for any more can end
	go func() {
		source, err := read()
		done <- result{source, err}
	}()
	select {
	case r := <-done:
		return r.source, r.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// readAll reads a draft whose size is known or 0, as that of a pipe is.
func readAll(path string, r io.Reader, size int64) ([]byte, error) {
	source := make([]byte, 0, size+1) // one more than the file, so that its end is met without growing
	for {
		if len(source) == cap(source) {
			source = append(source, 0)[:len(source)]
		}
		n, err := r.Read(source[len(source):cap(source)])
		source = source[:len(source)+n]
		switch {
		case len(source) > document.MaxSource:
			return nil, tooLarge(path)
		case err == io.EOF:
			return source, nil
		case err != nil:
			return nil, fmt.Errorf("read %s: %w", path, cause(err))
		}
	}
}

func tooLarge(path string) error {
	return fmt.Errorf("read %s: over the limit of %d MiB for a draft", path, document.MaxSource>>20)
}

// openError says why a file could not be opened and, if it is not there, which was perhaps meant.
func openError(path string, err error) error {
	if !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read %s: %w", path, cause(err))
	}
	folder, name := filepath.Split(path)
	entries, _ := os.ReadDir(filepath.Clean(folder + "."))
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if near := hint.Nearest(name, names); near != "" {
		return fmt.Errorf("read %s: there is no such file: did you mean %s?", path, folder+near)
	}
	return fmt.Errorf("read %s: there is no such file", path)
}

// folderError says why a folder is among the files: the search for drafts could not read it, or nobody searched it.
func folderError(path string) error {
	if _, err := os.ReadDir(path); err != nil {
		return openError(path, err)
	}
	return fmt.Errorf("read %s: it is a folder: name a file in it", path)
}

// cause leaves out the path that the error of a file repeats.
func cause(err error) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return path.Err
	}
	return err
}
