package change

import (
	"cmp"
	"math"
	"slices"

	"github.com/aymanbagabas/go-udiff/lcs"
	"github.com/rightsreview/rightsreview/reviewer/document"
)

// link says that some units of the old version and some of the new one are the same statement. Nearly always it is one
// and one; a sentence that was split or joined has more on one side.
type link struct {
	old, new []int // indexes of units, in order
	same     bool  // word for word
}

// alignment says which statements of two versions belong together.
type alignment struct {
	old, new *text
	links    []link
	oldLink  []int       // by unit of the old version: index in links, -1 if the statement is gone
	newLink  []int       // by unit of the new version: index in links, -1 if the statement has come
	sections map[int]int // old section to the new section that holds most of it

	roots      int       // how many roots the words of both versions have
	shared     []float64 // by unit of the new version: the weight that it shares with the one that is looked at
	everywhere [][]int   // units of the new version by root; made when it is needed
}

// Thresholds of similarity, which is the share of words that two units have in common, rare words counting more.
const (
	// likeNear is the least similarity of two units in corresponding sections that are versions of one another.
	likeNear = 0.45
	// likeFar is the same for units anywhere in the draft: statements that moved and changed at once.
	likeFar = 0.66
	// likeBetween is the same for units between neighbours that belong together in both versions, and widest is how many
	// units there may be between them in either.
	likeBetween = 0.28
	widest      = 4
	// mostlyIn is the share of a unit's words that must stand in another for the one to be a part of the other.
	mostlyIn = 0.65
	// gain is how much more of a unit must be found when a neighbour is taken along.
	gain = 0.15
	// commonest is how many units of the other version a word may stand in to be a reason to compare with all of them, and
	// worthWhile the share of the least similarity that must come from such words.
	commonest  = 60
	worthWhile = 0.4
)

// align finds what belongs together in two versions. First come statements that are word for word the same, in place and
// then anywhere else; then those that are alike, in corresponding sections and then anywhere; then parts of others.
func align(old, new *text) *alignment {
	a := &alignment{old: old, new: new, oldLink: filled(len(old.units)), newLink: filled(len(new.units))}
	a.roots, a.shared = weigh(old, new), make([]float64, len(new.units))
	a.inPlace()
	a.sections = a.matchSections()
	a.moved()
	a.alike(likeNear, true)
	a.alike(likeFar, false)
	a.betweenNeighbours()
	a.parts()
	return a
}

func filled(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = -1
	}
	return list
}

// weigh gives the roots of words numbers and each word how much it tells: the logarithm of how few units its root stands in.
// It gives how many roots there are.
func weigh(texts ...*text) int {
	ids := map[string]int{}
	var count, last []int // by root: the units that have it, and the last of them
	units := 0
	for _, t := range texts {
		for i := range t.units {
			units++
			for k := range t.units[i].words {
				w := &t.units[i].words[k]
				id, known := ids[w.root]
				if !known {
					id = len(ids)
					ids[w.root] = id
					count, last = append(count, 0), append(last, 0)
				}
				if w.id = id; last[id] != units {
					last[id] = units
					count[id]++
				}
			}
		}
	}
	weights := make([]float64, len(count))
	for id, n := range count {
		weights[id] = 0.3 + math.Log(float64(units+1)/float64(n))
	}
	for _, t := range texts {
		t.weigh(weights)
	}
	return len(ids)
}

func (t *text) weigh(weights []float64) {
	for i := range t.units {
		u := &t.units[i]
		for k := range u.words {
			u.words[k].weight = weights[u.words[k].id]
			u.weight += u.words[k].weight
		}
	}
}

func (a *alignment) join(l link) {
	for _, i := range l.old {
		a.oldLink[i] = len(a.links)
	}
	for _, i := range l.new {
		a.newLink[i] = len(a.links)
	}
	a.links = append(a.links, l)
}

// inPlace joins what is the same in the same order.
func (a *alignment) inPlace() {
	i, j := 0, 0
	for _, d := range append(lcs.DiffLines(keys(a.old), keys(a.new)), lcs.Diff{Start: len(a.old.units), End: len(a.old.units)}) {
		for ; i < d.Start; i, j = i+1, j+1 {
			a.join(link{old: []int{i}, new: []int{j}, same: true})
		}
		i, j = d.End, d.ReplEnd
	}
}

func keys(t *text) []string {
	list := make([]string, len(t.units))
	for i, u := range t.units {
		list[i] = u.key
	}
	return list
}

// moved joins what is the same elsewhere: first in the corresponding section, then anywhere.
func (a *alignment) moved() {
	type statement struct {
		section int
		key     string
	}
	for _, near := range []bool{true, false} {
		free := map[statement][]int{}
		name := func(section int, key string) statement {
			if !near {
				section = 0
			}
			return statement{section, key}
		}
		for j, u := range a.new.units {
			if a.newLink[j] < 0 {
				n := name(u.section, u.key)
				free[n] = append(free[n], j)
			}
		}
		for i, u := range a.old.units {
			to, known := a.sections[u.section]
			n := name(to, u.key)
			if a.oldLink[i] < 0 && (known || !near) && len(free[n]) > 0 {
				a.join(link{old: []int{i}, new: free[n][:1:1], same: true})
				free[n] = free[n][1:]
			}
		}
	}
}

// corresponds reports whether a unit of the old version stands in the section that became that of one of the new version.
func (a *alignment) corresponds(i, j int) bool {
	to, known := a.sections[a.old.units[i].section]
	return known && to == a.new.units[j].section
}

// matchSections finds for each section of the old version the one that has most of its statements, or else the same title.
func (a *alignment) matchSections() map[int]int {
	votes := map[[2]int]int{}
	for _, l := range a.links {
		i, j := l.old[0], l.new[0]
		votes[[2]int{a.old.units[i].section, a.new.units[j].section}] += len(a.old.units[i].words)
	}
	best := map[int]int{}
	sections := map[int]int{}
	for pair, n := range votes {
		if m := best[pair[0]]; n > m || n == m && pair[1] < sections[pair[0]] {
			best[pair[0]], sections[pair[0]] = n, pair[1]
		}
	}
	titles := map[string]int{}
	for j, s := range a.new.doc.Sections {
		if key := titleKey(s); titles[key] == 0 {
			titles[key] = j + 1
		}
	}
	for i, s := range a.old.doc.Sections {
		if _, known := sections[i]; !known && titles[titleKey(s)] > 0 {
			sections[i] = titles[titleKey(s)] - 1
		}
	}
	return sections
}

func titleKey(s document.Section) string {
	var key string
	for _, w := range wordsOf([]byte(s.Title), document.Span{End: len(s.Title)}) {
		key += " " + w.key
	}
	return key
}

// pair is a unit of each version and how alike they are.
type pair struct {
	old, new int
	like     float64
}

// alike joins units that share most of their words, the most alike first.
func (a *alignment) alike(least float64, near bool) {
	places := a.index()
	var pairs []pair
	for i := range a.old.units {
		if a.oldLink[i] >= 0 {
			continue
		}
		for _, j := range a.candidates(i, places, least) {
			if near && !a.corresponds(i, j) {
				continue
			}
			if like := a.similarity(i, j); like >= least {
				pairs = append(pairs, pair{i, j, like})
			}
		}
	}
	a.joinPairs(pairs)
}

// joinPairs joins the units of pairs that are still free, the most alike first.
func (a *alignment) joinPairs(pairs []pair) {
	slices.SortFunc(pairs, func(p, q pair) int {
		return cmp.Or(cmp.Compare(q.like, p.like), cmp.Compare(p.old, q.old), cmp.Compare(p.new, q.new))
	})
	for _, p := range pairs {
		if a.oldLink[p.old] < 0 && a.newLink[p.new] < 0 {
			a.join(link{old: []int{p.old}, new: []int{p.new}})
		}
	}
}

// betweenNeighbours joins units that stand between the same neighbours in both versions and have something in common: one
// statement in place of another is most often the same in other words.
func (a *alignment) betweenNeighbours() {
	for i := 0; i < len(a.old.units); i++ {
		if a.oldLink[i] >= 0 {
			continue
		}
		first := i
		for i+1 < len(a.old.units) && a.oldLink[i+1] < 0 {
			i++
		}
		olds := document.Range{Start: first, End: i + 1}
		if news, ok := a.opposite(olds); ok && max(olds.End-olds.Start, news.End-news.Start) <= widest {
			a.joinBest(olds, news)
		}
	}
}

// opposite gives the units of the new version without a partner that stand where some of the old one stood: behind the
// partner of the one before them, or else before that of the one behind them.
func (a *alignment) opposite(olds document.Range) (document.Range, bool) {
	var at document.Range
	switch {
	case olds.Start > 0:
		list := a.links[a.oldLink[olds.Start-1]].new
		at.Start = list[len(list)-1] + 1
	case olds.End < len(a.old.units):
		at.Start = a.links[a.oldLink[olds.End]].new[0]
		for at.Start > 0 && a.newLink[at.Start-1] < 0 {
			at.Start--
		}
	}
	at.End = at.Start
	for at.End < len(a.new.units) && a.newLink[at.End] < 0 {
		at.End++
	}
	return at, at.End > at.Start
}

// joinBest joins units of two ranges, the most alike first.
func (a *alignment) joinBest(olds, news document.Range) {
	var pairs []pair
	for i := olds.Start; i < olds.End; i++ {
		for j := news.Start; j < news.End; j++ {
			if like := a.similarity(i, j); like >= likeBetween {
				pairs = append(pairs, pair{i, j, like})
			}
		}
	}
	a.joinPairs(pairs)
}

// index lists for each root the units of the new version that are still free.
func (a *alignment) index() [][]int { return a.places(a.newLink) }

// places lists for each root the units of the new version that have it, without those that have a link already.
func (a *alignment) places(links []int) [][]int {
	places := make([][]int, a.roots)
	for j, u := range a.new.units {
		if links != nil && links[j] >= 0 {
			continue
		}
		for _, w := range u.words {
			if list := places[w.id]; len(list) == 0 || list[len(list)-1] != j {
				places[w.id] = append(list, j)
			}
		}
	}
	return places
}

// candidates are the free units of the new version that have so many of the telling words of one of the old version that
// it is worth while to compare them.
func (a *alignment) candidates(i int, places [][]int, least float64) []int {
	var touched []int
	for _, id := range telling(a.old.units[i].words, places) {
		for _, j := range places[id.id] {
			if a.shared[j] == 0 {
				touched = append(touched, j)
			}
			a.shared[j] += id.weight
		}
	}
	own := a.old.units[i].weight
	var list []int
	for _, j := range touched {
		if a.shared[j] >= worthWhile*least*(own+a.new.units[j].weight)/2 {
			list = append(list, j)
		}
		a.shared[j] = 0
	}
	slices.Sort(list)
	return list
}

// telling gives the words of a unit that stand in few others, one of each root.
func telling(words []word, places [][]int) []word {
	list := make([]word, 0, len(words))
	for _, w := range words {
		n := len(places[w.id])
		if n > 0 && n <= commonest && !slices.ContainsFunc(list, func(o word) bool { return o.id == w.id }) {
			list = append(list, w)
		}
	}
	return list
}

// saidAgain is the share of a statement's words that another one has if it says the same among other things.
const saidAgain = 0.75

// saidElsewhere reports whether a unit of the old version without a partner stands in the new version as a part of another
// one.
func (a *alignment) saidElsewhere(i int) bool {
	if a.everywhere == nil {
		a.everywhere = a.places(nil)
	}
	x := a.old.units[i].words
	own, tried := a.old.units[i].weight, map[int]bool{}
	for _, w := range telling(x, a.everywhere) {
		for _, j := range a.everywhere[w.id] {
			if !tried[j] && common(x, a.new.units[j].words) >= saidAgain*own {
				return true
			}
			tried[j] = true
		}
	}
	return false
}

// similarity is the share of the words of two units that they have in common, by weight: 0 nothing, 1 all.
func (a *alignment) similarity(i, j int) float64 {
	x, y := a.old.units[i].words, a.new.units[j].words
	both := common(x, y)
	return 2 * both / (a.old.units[i].weight + a.new.units[j].weight)
}

func weightOf(words []word) float64 {
	sum := 0.0
	for _, w := range words {
		sum += w.weight
	}
	return sum
}

// common is the weight of the words of x that stand in y, each as often as in y.
func common(x []word, ys ...[]word) float64 {
	have := make(map[int]int, len(x))
	for _, w := range x {
		have[w.id] = 0
	}
	for _, y := range ys {
		for _, w := range y {
			if n, wanted := have[w.id]; wanted {
				have[w.id] = n + 1
			}
		}
	}
	sum := 0.0
	for _, w := range x {
		if have[w.id] > 0 {
			have[w.id]--
			sum += w.weight
		}
	}
	return sum
}

// parts takes along what was split from a statement or joined to it: a unit without a partner of which nearly all words
// are missing in a statement next to it that has changed.
func (a *alignment) parts() {
	for i := range a.old.units {
		if a.oldLink[i] < 0 {
			a.takeAlong(i, true)
		}
	}
	for j := range a.new.units {
		if a.newLink[j] < 0 {
			a.takeAlong(j, false)
		}
	}
}

// takeAlong joins a unit without a partner to the link of a neighbour, if the other side of that link says it too.
func (a *alignment) takeAlong(at int, old bool) {
	mine, links := a.new.units, a.newLink
	if old {
		mine, links = a.old.units, a.oldLink
	}
	for _, next := range []int{at - 1, at + 1} {
		if next < 0 || next >= len(mine) || mine[next].section != mine[at].section || links[next] < 0 {
			continue
		}
		l := &a.links[links[next]]
		if l.same || !a.saidToo(*l, at, next, old) {
			continue
		}
		if links[at] = links[next]; old {
			l.old = append(l.old, at)
			slices.Sort(l.old)
		} else {
			l.new = append(l.new, at)
			slices.Sort(l.new)
		}
		return
	}
}

// saidToo reports whether the other side of a link holds most of a unit, and more of that unit and its neighbour
// together than of the neighbour alone.
func (a *alignment) saidToo(l link, at, next int, old bool) bool {
	mine, others := a.new, a.sideOf(l, true)
	if old {
		mine, others = a.old, a.sideOf(l, false)
	}
	x, y := mine.units[at].words, mine.units[next].words
	if common(x, others...) < mostlyIn*weightOf(x) {
		return false
	}
	both := slices.Concat(x, y)
	var other []word
	for _, o := range others {
		other = append(other, o...)
	}
	return common(other, both) >= common(other, y)+gain*weightOf(other)
}

// sideOf gives the words of the units on one side of a link.
func (a *alignment) sideOf(l link, old bool) [][]word {
	units, list := a.new.units, l.new
	if old {
		units, list = a.old.units, l.old
	}
	words := make([][]word, len(list))
	for k, i := range list {
		words[k] = units[i].words
	}
	return words
}
