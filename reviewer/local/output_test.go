package local

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func create(t *testing.T, path string) *Output {
	t.Helper()
	o, err := Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.Write([]byte("new")); err != nil {
		t.Fatal(err)
	}
	return o
}

func content(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// alone fails if anything but the file is in its folder.
func alone(t *testing.T, folder string, names ...string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if strings.Join(got, " ") != strings.Join(names, " ") {
		t.Errorf("the folder has %v, want %v", got, names)
	}
}

func TestOutput(t *testing.T) {
	t.Run("kept", func(t *testing.T) {
		folder := t.TempDir()
		path := filepath.Join(folder, "review.md")
		if err := os.WriteFile(path, []byte("old"), 0o640); err != nil {
			t.Fatal(err)
		}
		o := create(t, path)
		if got := content(t, path); got != "old" {
			t.Errorf("%q is there before Keep", got)
		}
		if err := o.Keep(); err != nil {
			t.Fatal(err)
		}
		if got := content(t, path); got != "new" {
			t.Errorf("%q is there after Keep", got)
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
		if err := o.Drop(); err != nil {
			t.Errorf("Drop after Keep: %v", err)
		}
		alone(t, folder, "review.md")
	})
	t.Run("dropped", func(t *testing.T) {
		folder := t.TempDir()
		o := create(t, filepath.Join(folder, "review.md"))
		if err := o.Drop(); err != nil {
			t.Fatal(err)
		}
		alone(t, folder)
	})
	t.Run("through a link", func(t *testing.T) {
		folder := t.TempDir()
		real, link := filepath.Join(folder, "a"), filepath.Join(folder, "b")
		if err := os.WriteFile(real, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(real, link); err != nil {
			t.Fatal(err)
		}
		if err := create(t, link).Keep(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&fs.ModeSymlink == 0 || content(t, real) != "new" {
			t.Errorf("the link has become %v", info.Mode())
		}
	})
	t.Run("to a device", func(t *testing.T) {
		if err := create(t, os.DevNull).Keep(); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(os.DevNull); err != nil || info.Mode().IsRegular() {
			t.Fatalf("%s is a file now", os.DevNull)
		}
	})
	for name, path := range map[string]string{"a folder": t.TempDir(), "no folder": filepath.Join(t.TempDir(), "x", "y")} {
		t.Run(name, func(t *testing.T) {
			if _, err := Create(path); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("error %v", err)
			}
		})
	}
}
