package standin

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// difference is what a comparison says of a file.
type difference struct {
	path, previous     string // previous is the path before a rename
	status             string // added, removed, modified, renamed
	before, after      string // blobs; empty where there is no file
	patch              string // from the first "@@" on; empty if there is none
	binary             bool
	additions, removed int
}

// pair are two blobs; one is empty if a file was added or removed.
type pair struct{ before, after string }

// patched is what git says of a pair.
type patched struct {
	patch              string
	binary             bool
	additions, removed int
}

// differ compares with git. What was compared once is remembered.
type differ struct {
	patches map[pair]patched
	renames map[string]map[string]string // by the pairs that were looked at: old path by new path
}

func newDiffer() *differ {
	return &differ{patches: map[pair]patched{}, renames: map[string]map[string]string{}}
}

// compare gives the differences of two snapshots in order of path, as GitHub finds them: renames from half likeness on.
func (d *differ) compare(o *objects, before, after map[string]string) ([]difference, error) {
	var list []difference
	for path, sha := range after {
		switch old, ok := before[path]; {
		case !ok:
			list = append(list, difference{path: path, status: "added", after: sha})
		case old != sha:
			list = append(list, difference{path: path, status: "modified", before: old, after: sha})
		}
	}
	for path, sha := range before {
		if _, ok := after[path]; !ok {
			list = append(list, difference{path: path, status: "removed", before: sha})
		}
	}
	sortByPath(list)
	list, err := d.findRenames(o, list)
	if err != nil {
		return nil, err
	}
	if err := d.diff(o, list); err != nil {
		return nil, err
	}
	for i := range list {
		p := d.patches[pair{list[i].before, list[i].after}]
		list[i].patch, list[i].binary, list[i].additions, list[i].removed = p.patch, p.binary, p.additions, p.removed
	}
	return list, nil
}

func sortByPath(list []difference) {
	slices.SortFunc(list, func(a, b difference) int { return strings.Compare(a.path, b.path) })
}

// findRenames makes one of two differences where git sees a file under another name.
func (d *differ) findRenames(o *objects, list []difference) ([]difference, error) {
	added := slices.ContainsFunc(list, func(x difference) bool { return x.status == "added" })
	removed := slices.ContainsFunc(list, func(x difference) bool { return x.status == "removed" })
	if !added || !removed {
		return list, nil
	}
	renames, err := d.renamesIn(o, list)
	if err != nil {
		return nil, err
	}
	gone := map[string]string{}
	for _, x := range list {
		gone[x.path] = x.before
	}
	var result []difference
	for _, x := range list {
		if old := renames[x.path]; old != "" && x.status == "added" {
			x.status, x.previous, x.before = "renamed", old, gone[old]
		}
		result = append(result, x)
	}
	for _, old := range renames {
		result = slices.DeleteFunc(result, func(x difference) bool { return x.status == "removed" && x.path == old })
	}
	return result, nil
}

// renamesIn asks git which of the added files are removed ones.
func (d *differ) renamesIn(o *objects, list []difference) (map[string]string, error) {
	list = slices.DeleteFunc(slices.Clone(list), func(x difference) bool { return x.status == "modified" })
	key := fmt.Sprint(list)
	if found, ok := d.renames[key]; ok {
		return found, nil
	}
	output, err := git(o, list, "-M", "--name-status", "-z")
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	fields := strings.Split(string(output), "\x00")
	for i := 0; i+1 < len(fields); i += 2 {
		if !strings.HasPrefix(fields[i], "R") {
			continue
		}
		old, err1 := index(fields[i+1], len(list))
		now, err2 := index(fields[i+2], len(list))
		if err := errors.Join(err1, err2); err != nil {
			return nil, err
		}
		found[list[now].path] = list[old].path
		i++
	}
	d.renames[key] = found
	return found, nil
}

// diff lets git write the patches that are not known yet.
func (d *differ) diff(o *objects, list []difference) error {
	list = slices.DeleteFunc(slices.Clone(list), func(x difference) bool {
		_, known := d.patches[pair{x.before, x.after}]
		return known || x.before == x.after
	})
	if len(list) == 0 {
		return nil
	}
	output, err := git(o, list, "--no-renames", "-U3", "--no-prefix")
	if err != nil {
		return err
	}
	for _, section := range sections(string(output)) {
		head, body, _ := strings.Cut(section, "\n")
		i, err := index(head, len(list))
		if err != nil {
			return err
		}
		d.patches[pair{list[i].before, list[i].after}] = readPatch(body)
	}
	return nil
}

const sectionMark = "diff --git "

// sections cuts the output of git by file. Lines of files begin with another sign than a header does.
func sections(output string) (list []string) {
	for line := range strings.Lines(output) {
		if strings.HasPrefix(line, sectionMark) {
			list = append(list, "")
		}
		if len(list) > 0 {
			list[len(list)-1] += line
		}
	}
	return list
}

func readPatch(body string) (p patched) {
	at := 0
	if !strings.HasPrefix(body, "@@ ") {
		if at = strings.Index(body, "\n@@ ") + 1; at == 0 {
			return patched{binary: strings.Contains(body, "Binary files ")}
		}
	}
	p.patch = strings.TrimSuffix(body[at:], "\n")
	for line := range strings.Lines(p.patch) {
		switch line[0] {
		case '+':
			p.additions++
		case '-':
			p.removed++
		}
	}
	return p
}

// index is the number at the end of a name that git saw.
func index(name string, length int) (int, error) {
	i, err := strconv.Atoi(path.Base(name))
	if err != nil || i < 0 || i >= length {
		return 0, fmt.Errorf("git diff names %q, which was not given to it", name)
	}
	return i, nil
}

// git lays the blobs of some differences into two folders, under their numbers, and compares the folders.
func git(o *objects, list []difference, options ...string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "standin")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	for _, side := range []string{"a", "b"} {
		if err := os.Mkdir(filepath.Join(folder, side), 0o700); err != nil {
			return nil, err
		}
	}
	for i, x := range list {
		for side, blob := range map[string]string{"a": x.before, "b": x.after} {
			if blob == "" {
				continue
			}
			if err := os.WriteFile(filepath.Join(folder, side, strconv.Itoa(i)), o.blobs[blob], 0o600); err != nil {
				return nil, err
			}
		}
	}
	return runGit(folder, append([]string{"diff", "--no-index", "--no-color", "--no-ext-diff", "--no-textconv"}, options...))
}

// runGit runs git without what people have configured. The code 1 says that there are differences.
func runGit(folder string, args []string) ([]byte, error) {
	var output, problem bytes.Buffer
	command := exec.Command("git", append(args, "a", "b")...)
	command.Dir, command.Stdout, command.Stderr = folder, &output, &problem
	command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_SYSTEM=/dev/null", "GIT_DIR=/dev/null", "LC_ALL=C")
	err := command.Run()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) && exit.ExitCode() == 1 {
		err = nil
	}
	if err != nil {
		return nil, fmt.Errorf("run git diff: %w: %s", err, problem.String())
	}
	return output.Bytes(), nil
}
