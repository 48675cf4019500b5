using System.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Search;

/// <param name="Levels">Values a numeric parameter is tried at, its ends among them; integers with fewer are tried at all. Default: 5.</param>
public sealed record GridOptions(int Levels = 5)
{
    /// <summary>At least 2.</summary>
    public int Levels { get; } = Require.AtLeast(Levels, 2);
}

/// <summary>
/// Every combination of some levels a parameter, those that do not exist left out, in an order that the seed mixes so that a search that is cut off
/// has seen all parts. Trial n is the n-th of that order; after the whole grid the levels of numbers move on by the golden section of their distance.
/// </summary>
/// <remarks>The order is k ↦ (a k + b) modulo the size of the grid, a and the size without a common divisor. A value that a
/// condition asks for is among the levels of its parent.</remarks>
public sealed class GridSampler(GridOptions options) : ISampler
{
    private const double GoldenSection = 0.6180339887498949;

    /// <summary>With the default options.</summary>
    public GridSampler() : this(new GridOptions()) { }

    /// <inheritdoc/>
    public string Name => "grid";

    /// <summary>The combinations of the grid.</summary>
    public BigInteger Size(SearchSpace space) => new Grid(space, options.Levels, 0).Total;

    /// <inheritdoc/>
    public HyperParameters Suggest(SearchSpace space, IReadOnlyList<TrialObservation> history, IReadOnlyList<HyperParameters> pending, ulong seed,
        int trialNumber)
    {
        var size = Size(space);
        var random = new SeededRandom(seed);
        BigInteger factor = Below(size, ref random) | 1, shift = Below(size, ref random);
        while (BigInteger.GreatestCommonDivisor(factor, size) != 1) factor++;
        return Untried.First(pending, attempt =>
        {
            var round = BigInteger.DivRem((BigInteger)trialNumber + attempt, size, out var place);
            // Rounds that differ by more than a double can tell apart are beyond any search.
            double moved = round.IsZero ? 0 : (double)round * GoldenSection % 1;
            return new Grid(space, options.Levels, moved).At((factor * place + shift) % size);
        });
    }

    private static BigInteger Below(BigInteger size, ref SeededRandom random)
    {
        var drawn = BigInteger.Zero;
        for (BigInteger reach = 1; reach < size; reach <<= 64) drawn = (drawn << 64) + random.NextUInt64();
        return drawn % size;
    }

    /// <summary>The forest of parameters, each below its parent, with the levels of each.</summary>
    private sealed class Grid
    {
        private readonly SearchSpace space;
        private readonly ParameterValue[][] levels;
        private readonly List<int>[] children;
        private readonly BigInteger[] counts;
        private readonly List<int> roots = [];

        public Grid(SearchSpace space, int most, double moved)
        {
            this.space = space;
            int count = space.Parameters.Length;
            (levels, children, counts) = (new ParameterValue[count][], new List<int>[count], new BigInteger[count]);
            for (int p = 0; p < count; p++)
            {
                children[p] = [];
                levels[p] = Levels(space.Parameters[p], most, moved);
                if (space.Parameters[p].When is not { } when) roots.Add(p);
                else children[IndexOf(when.Parent)].Add(p);
            }
            // Children come after their parents, so backwards everything below is counted already.
            for (int p = count - 1; p >= 0; p--) counts[p] = levels[p].Aggregate(BigInteger.Zero, (sum, level) => sum + Below(p, level));
            Total = roots.Aggregate(BigInteger.One, (product, p) => product * counts[p]);
        }

        /// <summary>The combinations.</summary>
        public BigInteger Total { get; }

        /// <summary>The combination at a place below <see cref="Total"/>.</summary>
        public HyperParameters At(BigInteger place)
        {
            var chosen = HyperParameters.Empty;
            foreach (int root in roots) chosen = Take(root, Split(ref place, counts[root]), chosen);
            return chosen;
        }

        private HyperParameters Take(int p, BigInteger place, HyperParameters chosen)
        {
            int level = 0;
            for (BigInteger below; place >= (below = Below(p, levels[p][level])); level++) place -= below;
            chosen = chosen.With(space.Parameters[p].Name, levels[p][level]);
            foreach (int child in children[p])
                if (space.Parameters[child].When!.Values.Contains(levels[p][level])) chosen = Take(child, Split(ref place, counts[child]), chosen);
            return chosen;
        }

        /// <summary>The combinations of what exists below a parameter that has a value.</summary>
        private BigInteger Below(int p, ParameterValue level)
        {
            var product = BigInteger.One;
            foreach (int child in children[p])
                if (space.Parameters[child].When!.Values.Contains(level)) product *= counts[child];
            return product;
        }

        private static BigInteger Split(ref BigInteger place, BigInteger count)
        {
            place = BigInteger.DivRem(place, count, out var own);
            return own;
        }

        private int IndexOf(string name)
        {
            int p = 0;
            while (space.Parameters[p].Name != name) p++;
            return p;
        }

        private ParameterValue[] Levels(Parameter parameter, int most, double moved)
        {
            if (parameter is CategoricalParameter choices) return [.. choices.Choices.Select(c => (ParameterValue)c)];
            var scale = new UnitScale(parameter);
            if (parameter is IntegerParameter integer && integer.High - (long)integer.Low < most)
                return [.. Enumerable.Range(integer.Low, integer.High - integer.Low + 1).Select(i => (ParameterValue)(double)i)];
            var asked = space.Parameters.Where(p => p.When?.Parent == parameter.Name).SelectMany(p => p.When!.Values);
            var even = Enumerable.Range(0, most).Select(i => (ParameterValue)scale.FromUnit(moved == 0 ? i / (most - 1.0) : (i + moved) / most));
            return [.. even.Concat(asked).DistinctBy(v => v.Number).OrderBy(v => v.Number)];
        }
    }
}
