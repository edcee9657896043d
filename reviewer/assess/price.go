package assess

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/rightsreview/rightsreview/prompts"
)

//go:embed prices.yaml
var builtinPrices []byte

// Price is what a model costs, in one currency for a million tokens.
type Price struct {
	Model  string  `yaml:"model"`  // what its name begins with
	In     float64 `yaml:"in"`     // tokens of questions
	Cached float64 `yaml:"cached"` // tokens of questions that the server had in its cache
	Out    float64 `yaml:"out"`    // tokens of replies
}

// Prices is a table of prices.
type Prices []Price

// BuiltinPrices is the table that comes with the program.
func BuiltinPrices() (Prices, error) { return ReadPrices("prices.yaml", builtinPrices) }

// ReadPrices reads a table, strictly. The error gives file and place.
func ReadPrices(file string, data []byte) (Prices, error) {
	var p Prices
	if err := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict()).Decode(&p); err != nil {
		return nil, fmt.Errorf("%s:%w", file, err)
	}
	for i, one := range p {
		if one.Model == "" || one.In < 0 || one.Cached < 0 || one.Out < 0 {
			return nil, fmt.Errorf("%s: entry %d: write a model and prices of 0 or more", file, i+1)
		}
	}
	return p, nil
}

// Of gives the price of a model. ok is false if the table does not have it.
func (p Prices) Of(model string) (price Price, ok bool) {
	for _, one := range p {
		if strings.HasPrefix(model, one.Model) {
			return one, true
		}
	}
	return Price{}, false
}

// Cost of some tokens.
func (p Price) Cost(u prompts.Usage) float64 {
	const million = 1e6
	return (float64(u.In-u.Cached)*p.In + float64(u.Cached)*p.Cached + float64(u.Out)*p.Out) / million
}
