package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// descriptionVariable names the file api.github.com.json of https://github.com/github/rest-api-description.
const descriptionVariable = "RIGHTSREVIEW_GITHUB_OPENAPI"

// openRouter finds the operation of a request in the description. It is made once: that takes half a second.
var openRouter = sync.OnceValues(func() (routers.Router, error) {
	source, err := os.ReadFile(os.Getenv(descriptionVariable))
	if err != nil {
		return nil, fmt.Errorf("read the description of GitHub's API: %w: let %s name it, see .ci/peers", err, descriptionVariable)
	}
	pruned, err := prune(source)
	if err != nil {
		return nil, fmt.Errorf("prune the description of GitHub's API in %s: %w", os.Getenv(descriptionVariable), err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(pruned)
	if err != nil {
		return nil, fmt.Errorf("load the description of GitHub's API from %s: %w", os.Getenv(descriptionVariable), err)
	}
	doc.Servers = nil // any host
	return gorillamux.NewRouter(doc)
})

// prune leaves the paths that the stand-in answers and the components that they refer to: a whole description takes seconds.
func prune(source []byte) ([]byte, error) {
	var doc struct {
		OpenAPI    string                                `json:"openapi"`
		Info       json.RawMessage                       `json:"info"`
		Paths      map[string]json.RawMessage            `json:"paths"`
		Components map[string]map[string]json.RawMessage `json:"components"`
	}
	if err := json.Unmarshal(source, &doc); err != nil {
		return nil, err
	}
	known, paths := knownPaths(), map[string]json.RawMessage{}
	for path, item := range doc.Paths {
		if slices.Contains(known, shape(path)) {
			paths[greedy(path)] = item
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("none of our paths is in it")
	}
	doc.Paths = paths
	doc.Components = reached(doc.Components, paths)
	if err := correct(doc.Components["schemas"]); err != nil {
		return nil, err
	}
	return json.Marshal(doc)
}

var parameter = regexp.MustCompile(`\{[^}]*\}`)

// shape is a path without the names of its parameters, of which ours differ from those of the description.
func shape(path string) string { return parameter.ReplaceAllString(path, "{}") }

// knownPaths are those of our routes.
func knownPaths() (list []string) {
	for _, r := range routes {
		_, path, _ := strings.Cut(r.pattern, " ")
		list = append(list, shape(path))
	}
	return list
}

// greedy lets a parameter at the end hold slashes, where ours does.
func greedy(path string) string {
	for _, name := range []string{"{path}", "{ref}", "{branch}", "{basehead}", "{tree_sha}"} {
		if strings.HasSuffix(path, name) && !strings.HasSuffix(path, "/commits/{ref}") {
			return strings.TrimSuffix(path, "}") + ":.*}"
		}
	}
	return path
}

var reference = regexp.MustCompile(`"#/components/([^/"]+)/([^/"]+)`)

// reached are the components that some paths refer to, also by way of others.
func reached(all map[string]map[string]json.RawMessage, paths map[string]json.RawMessage) map[string]map[string]json.RawMessage {
	found := map[string]map[string]json.RawMessage{}
	var follow func(json.RawMessage)
	follow = func(text json.RawMessage) {
		for _, m := range reference.FindAllSubmatch(text, -1) {
			kind, name := string(m[1]), string(m[2])
			if found[kind] == nil {
				found[kind] = map[string]json.RawMessage{}
			}
			if _, seen := found[kind][name]; !seen {
				found[kind][name] = all[kind][name]
				follow(all[kind][name])
			}
		}
	}
	for _, item := range paths {
		follow(item)
	}
	return found
}

// nullable are the fields that GitHub sends as null, against its description: the place of a comment that is outdated, and the
// repository of a fork that was deleted.
var nullable = map[string][]string{
	"pull-request-review-comment": {"line", "position"},
	"review-comment":              {"line"},
	"pull-request":                {"head.repo"},
	"pull-request-simple":         {"head.repo"},
}

// correct amends schemas where GitHub is known not to keep to them.
func correct(schemas map[string]json.RawMessage) error {
	for name, fields := range nullable {
		var schema object
		if err := json.Unmarshal(schemas[name], &schema); err != nil {
			return fmt.Errorf("schema %s: %w", name, err)
		}
		for _, field := range fields {
			if err := allowNull(schema, field); err != nil {
				return fmt.Errorf("schema %s: %w", name, err)
			}
		}
		schemas[name], _ = json.Marshal(schema)
	}
	return nil
}

func allowNull(schema object, field string) error {
	first, rest, deeper := strings.Cut(field, ".")
	properties, _ := schema["properties"].(object)
	property, ok := properties[first].(object)
	switch {
	case !ok:
		return fmt.Errorf("it has no property %s", first)
	case deeper:
		return allowNull(property, rest)
	case property["$ref"] != nil: // beside which nothing counts
		properties[first] = object{"anyOf": []any{property, object{"type": "object", "nullable": true, "maxProperties": 0}}, "nullable": true}
	default:
		property["nullable"] = true
	}
	return nil
}

// firstLine is the part of an error of the library before the whole schema, which it goes on with.
func firstLine(err error) string {
	text, _, _ := strings.Cut(err.Error(), "\nSchema:")
	return strings.TrimSpace(text)
}
