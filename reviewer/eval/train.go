package eval

import (
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sort"

	"github.com/rightsreview/rightsreview/reviewer/catalogue"
	"github.com/rightsreview/rightsreview/reviewer/checklist"
	"github.com/rightsreview/rightsreview/reviewer/document"
	"github.com/rightsreview/rightsreview/reviewer/review"
)

// Lesson is one passage that a rule matched, with its cues and what the labels say of it.
type Lesson struct {
	Document string
	Rule     string
	Line     int
	Values   map[string]float64 // by cue name
	Concern  bool               // it lies on a labelled concern that its category is right for
	Weight   float64
}

// Lessons reads every labelled document and gives each passage that a rule of concern matched. The passages of one
// document together weigh as the square root of their number, so that no document speaks for all.
func Lessons(labels Labels, folders []string, list *checklist.Checklist) ([]Lesson, error) {
	var all []Lesson
	for _, label := range labels.Documents {
		source, err := readLabelled(folders, label.Document)
		if err != nil {
			return nil, err
		}
		doc, err := document.Parse(document.Draft{Path: label.Document, Source: source})
		if err != nil {
			return nil, err
		}
		passages := list.Weigh(doc)
		for _, w := range passages {
			all = append(all, lesson(label, w, 1/math.Sqrt(float64(len(passages)))))
		}
	}
	return all, nil
}

func readLabelled(folders []string, name string) ([]byte, error) {
	err := fmt.Errorf("read labelled document %s: no folder of documents was named", name)
	for _, folder := range folders {
		var source []byte
		if source, err = os.ReadFile(filepath.Join(folder, name)); err == nil {
			return source, nil
		}
	}
	return nil, fmt.Errorf("read labelled document: %w", err)
}

func lesson(label Label, w checklist.Weighed, weight float64) Lesson {
	s := Lesson{Document: label.Document, Rule: w.Rule.ID, Line: w.StartLine, Values: map[string]float64{}, Weight: weight}
	for _, c := range w.Cues {
		s.Values[c.Name] += c.Value
	}
	place := review.Place{StartLine: w.StartLine, EndLine: w.EndLine}
	for _, c := range label.Concerns {
		s.Concern = s.Concern || c.accepts(w.Rule.Category) && onLines(place, c.Lines, trainTolerance)
	}
	return s
}

// trainTolerance is how many lines beside a labelled concern still count as on it in training: fewer than in
// measuring, since the sentence next to a concern is often the one that warns of it.
const trainTolerance = 2

// Train fits the weights of a stance model to samples: logistic regression, drawn towards the weights that the model
// has. pull is how strongly: 0 forgets them, larger keeps them. The thresholds stay.
func Train(model catalogue.Stance, samples []Lesson, pull float64) catalogue.Stance {
	weights, prior := weightsOf(model), weightsOf(model)
	names := sortedNames(weights)
	rows, total := rowsOf(samples, names)
	w, start := make([]float64, len(names)), make([]float64, len(names))
	for i, name := range names {
		w[i], start[i] = weights[name], prior[name]
	}
	const rounds, rate = 2000, 0.5
	for range rounds {
		step := gradient(rows, w)
		for i, name := range names {
			if name != biasName {
				step[i] += pull * (w[i] - start[i])
			}
			w[i] -= rate * step[i] / math.Max(total, 1)
		}
	}
	for i, name := range names {
		weights[name] = w[i]
	}
	return withWeights(model, weights)
}

// trainingRow is a lesson with its cues by number.
type trainingRow struct {
	cues          []int
	values        []float64
	truth, weight float64
}

func rowsOf(lessons []Lesson, names []string) (rows []trainingRow, total float64) {
	for _, l := range lessons {
		r := trainingRow{truth: truth(l), weight: l.Weight}
		for i, name := range names {
			if name == biasName {
				r.cues, r.values = append(r.cues, i), append(r.values, 1)
			} else if v := l.Values[name]; v != 0 {
				r.cues, r.values = append(r.cues, i), append(r.values, v)
			}
		}
		rows = append(rows, r)
		total += l.Weight
	}
	return rows, total
}

// gradient of the weighted log loss.
func gradient(rows []trainingRow, w []float64) []float64 {
	step := make([]float64, len(w))
	for _, r := range rows {
		sum := 0.0
		for k, i := range r.cues {
			sum += w[i] * r.values[k]
		}
		miss := r.weight * (share(sum) - r.truth)
		for k, i := range r.cues {
			step[i] += miss * r.values[k]
		}
	}
	return step
}

const biasName = "bias"

func weightsOf(model catalogue.Stance) map[string]float64 {
	weights := map[string]float64{biasName: model.Bias}
	for _, c := range model.Cues {
		weights[c.Name] = c.Effect
	}
	return weights
}

func withWeights(model catalogue.Stance, weights map[string]float64) catalogue.Stance {
	model.Bias = round(weights[biasName])
	model.Cues = slices.Clone(model.Cues)
	for i := range model.Cues {
		model.Cues[i].Effect = round(weights[model.Cues[i].Name])
	}
	return model
}

func round(x float64) float64 { return math.Round(x*100) / 100 }

func odds(weights map[string]float64, s Lesson) float64 {
	sum := weights[biasName]
	for _, name := range sortedNames(s.Values) {
		sum += weights[name] * s.Values[name]
	}
	return sum
}

func share(odds float64) float64 { return 1 / (1 + math.Exp(-odds)) }

func truth(s Lesson) float64 {
	if s.Concern {
		return 1
	}
	return 0
}

func sortedNames(m map[string]float64) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Fit says how well a model tells labelled concerns from other passages.
type Fit struct {
	Samples, Concerns int
	LogLoss           float64 // mean over samples, natural log
	Ranked            float64 // share of pairs of a concern and another passage that are in the right order
}

// String is one line for people.
func (f Fit) String() string {
	return fmt.Sprintf("%d passages, %d on a label; log loss %.3f; in the right order %.1f %%", f.Samples, f.Concerns, f.LogLoss, 100*f.Ranked)
}

// FitOf measures a model on samples.
func FitOf(model catalogue.Stance, samples []Lesson) Fit {
	weights := weightsOf(model)
	var yes, no []float64
	f := Fit{Samples: len(samples)}
	for _, s := range samples {
		o := odds(weights, s)
		p := min(max(share(o), 1e-6), 1-1e-6)
		if s.Concern {
			yes = append(yes, o)
			f.LogLoss -= math.Log(p)
			continue
		}
		no = append(no, o)
		f.LogLoss -= math.Log(1 - p)
	}
	f.Concerns = len(yes)
	f.LogLoss /= math.Max(float64(len(samples)), 1)
	f.Ranked = ranked(yes, no)
	return f
}

func ranked(yes, no []float64) float64 {
	if len(yes) == 0 || len(no) == 0 {
		return 0
	}
	right := 0.0
	for _, y := range yes {
		for _, n := range no {
			switch {
			case y > n:
				right++
			case y == n:
				right += 0.5
			}
		}
	}
	return right / float64(len(yes)*len(no))
}

// CrossFit trains on all documents but one and measures on that one, for each, and gives the fit over all.
func CrossFit(model catalogue.Stance, samples []Lesson, pull float64) Fit {
	var documents []string
	for _, s := range samples {
		if !slices.Contains(documents, s.Document) {
			documents = append(documents, s.Document)
		}
	}
	var scored []Lesson
	for _, name := range documents {
		var rest, held []Lesson
		for _, s := range samples {
			if s.Document == name {
				held = append(held, s)
			} else {
				rest = append(rest, s)
			}
		}
		weights := weightsOf(Train(model, rest, pull))
		for _, s := range held {
			scored = append(scored, Lesson{Concern: s.Concern, Values: map[string]float64{heldOut: odds(weights, s)}})
		}
	}
	return FitOf(catalogue.Stance{Cues: []catalogue.CueModel{{Name: heldOut, Effect: 1}}}, scored)
}

// heldOut is the one cue of a sample that was scored by weights fitted without its document: its odds.
const heldOut = "held out"

var (
	cueLine  = regexp.MustCompile(`(?m)^(\s*- \{name: )([^,]+)(,.*?\beffect: )(-?[0-9.]+)`)
	biasLine = regexp.MustCompile(`(?m)^bias: .*$`)
)

// Rewrite puts the weights of a model into the text of a stance.yaml, and leaves the rest of it as it is.
func Rewrite(source []byte, model catalogue.Stance) []byte {
	weights := weightsOf(model)
	source = biasLine.ReplaceAll(source, fmt.Appendf(nil, "bias: %v", model.Bias))
	return cueLine.ReplaceAllFunc(source, func(line []byte) []byte {
		part := cueLine.FindSubmatch(line)
		weight, ok := weights[string(part[2])]
		if !ok {
			return line
		}
		return fmt.Appendf(nil, "%s%s%s%v", part[1], part[2], part[3], weight)
	})
}

// WriteTraining prints the old and new weights, and in how many passages each cue stands.
func WriteTraining(w io.Writer, before, after catalogue.Stance, lessons []Lesson) error {
	counts := map[string][2]int{}
	for _, l := range lessons {
		for name := range l.Values {
			n := counts[name]
			if l.Concern {
				n[0]++
			} else {
				n[1]++
			}
			counts[name] = n
		}
	}
	if _, err := fmt.Fprintf(w, "%-30s %8s %8s %9s %9s\n%-30s %8.2f %8.2f\n", "cue", "before", "after", "concerns", "others", biasName, before.Bias, after.Bias); err != nil {
		return err
	}
	for i, c := range before.Cues {
		n := counts[c.Name]
		if _, err := fmt.Fprintf(w, "%-30s %8.2f %8.2f %9d %9d\n", c.Name, c.Effect, after.Cues[i].Effect, n[0], n[1]); err != nil {
			return err
		}
	}
	return nil
}
