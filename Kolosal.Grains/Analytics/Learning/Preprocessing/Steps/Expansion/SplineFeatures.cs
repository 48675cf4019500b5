using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;
using Kolosal.Statistics;

namespace Kolosal.Learning.Preprocessing.Expansion;

/// <summary>Where the knots of a spline are put.</summary>
public enum KnotPlacement
{
    /// <summary>Evenly between minimum and maximum.</summary>
    Uniform,

    /// <summary>At quantiles.</summary>
    Quantile,
}

/// <param name="Knots">At least 2, the ends included. Default: 5.</param>
/// <param name="Degree">Of the polynomial pieces, 0 … 8. Default: 3.</param>
/// <param name="Placement">Where the knots are put. Default: evenly.</param>
public sealed record SplineFeaturesOptions(int Knots = 5, int Degree = 3, KnotPlacement Placement = KnotPlacement.Uniform)
{
    /// <summary>At least 2.</summary>
    public int Knots { get; } = Require.AtLeast(Knots, 2);

    /// <summary>0 … 8.</summary>
    public int Degree { get; } = Require.Between(Degree, 0, SplineTransform.MaxDegree);
}

/// <summary>B-spline basis functions of each column: a smooth curve for a linear model (Eilers
/// and Marx, Statistical Science 11, 1996), as scikit-learn's SplineTransformer.</summary>
/// <remarks>Knots go on beyond the ends by the spacing there; values beyond the training range count
/// as its ends. Missing values are left out and stay missing. Equal quantiles give one knot.</remarks>
public sealed class SplineFeatures(SplineFeaturesOptions options) : TransformFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("spline_features", TransformNeeds.Numbers,
        new SearchSpace(new IntegerParameter("knots", 2, 20, 5), new IntegerParameter("degree", 0, 5, 3),
            OptionChoices.Choices("placement", KnotPlacement.Uniform)),
        given => new SplineFeatures(new SplineFeaturesOptions(
            given.Integer("knots"), given.Integer("degree"), OptionChoices.Choice<KnotPlacement>(given, "placement"))));

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        var knots = new ImmutableArray<double>[rows.Columns.Length];
        for (int c = 0; c < knots.Length; c++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] values = ColumnStepsFitter.Column(rows, c);
            if (Array.TrueForAll(values, double.IsNaN))
                throw new TrainingException($"'{Name}' needs at least one value in '{rows.Columns[c].Name}', got none; drop the column first.");
            knots[c] = Knots(NumericSteps.SortedPresent(values));
        }
        return new SplineTransform(rows.Columns, options.Degree, [.. knots]);
    }

    private ImmutableArray<double> Knots(double[] sorted)
    {
        // a constant column gets a width of its own
        double low = sorted[0], high = sorted[^1] > sorted[0] ? sorted[^1] : Math.Max(sorted[0] + 1, Math.BitIncrement(sorted[0]));
        double[] inner = [.. Enumerable.Range(0, options.Knots).Select(k => options.Placement == KnotPlacement.Uniform
            ? k == options.Knots - 1 ? high : low + k * ((high - low) / (options.Knots - 1))
                : Quantiles.OfSorted(sorted, (double)k / (options.Knots - 1)))];
        inner = [.. inner.Where((knot, k) => k == 0 || knot > inner[k - 1])];
        if (inner.Length < 2) inner = [low, high];
        double first = inner[1] - inner[0], last = inner[^1] - inner[^2];
        return [.. Enumerable.Range(0, options.Degree).Select(k => inner[0] - (options.Degree - k) * first), .. inner,
            .. Enumerable.Range(1, options.Degree).Select(k => inner[^1] + k * last)];
    }
}

/// <summary>The values of every basis function, column after column; those of a column sum to 1.</summary>
public sealed class SplineTransform : Transform
{
    // Chosen, not derived: splines above the fifth degree are hardly used.
    internal const int MaxDegree = 8;

    /// <summary>Checks the knots.</summary>
    /// <param name="inputs">The features that come in; numbers.</param>
    /// <param name="degree">Of the pieces.</param>
    /// <param name="knots">For each feature its knots in ascending order, with <paramref name="degree"/> beyond either end.</param>
    [JsonConstructor]
    public SplineTransform(ImmutableArray<FeatureInfo> inputs, int degree, ImmutableArray<ImmutableArray<double>> knots) : base(inputs)
    {
        if (degree is < 0 or > MaxDegree || knots.Length != inputs.Length
            || knots.Any(k => k.Length < 2 * degree + 2 || k.Skip(1).Zip(k).Any(pair => !(pair.First >= pair.Second))))
            throw new ArgumentException("Need the knots of each feature in ascending order, with as many beyond either end as the degree.",
                nameof(knots));
        (Degree, Knots) = (degree, knots);
        Outputs = [.. inputs.SelectMany((f, c) => Enumerable.Range(0, knots[c].Length - degree - 1)
            .Select(b => new FeatureInfo($"{f.Name}:spline{b}")))];
    }

    /// <summary>Of the pieces.</summary>
    public int Degree { get; }

    /// <summary>The knots of each feature.</summary>
    public ImmutableArray<ImmutableArray<double>> Knots { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        output.Clear();
        int at = 0;
        for (int c = 0; c < row.Length; c++)
        {
            int functions = Knots[c].Length - Degree - 1;
            Evaluate(row[c], Knots[c].AsSpan(), output.Slice(at, functions));
            at += functions;
        }
    }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row) =>
        graph.Join([.. graph.Split(row).Select((value, c) => Describe(graph, value, Knots[c].AsSpan()))]);

    /// <summary>The same recursion over all functions at once: those of degree 0 say in which piece a value lies.</summary>
    private GraphValue Describe(GraphBuilder graph, GraphValue value, ReadOnlySpan<double> knots)
    {
        int functions = knots.Length - Degree - 1, pieces = functions - Degree;
        var x = graph.Clamp(value, knots[Degree], knots[^(Degree + 1)]);
        GraphValue basis;
        if (pieces == 1) basis = graph.Constants([.. Enumerable.Range(0, knots.Length - 1).Select(k => k == Degree ? 1.0 : 0.0)]);
        else
        {
            // Of each inner knot whether the value lies below it; a piece is what the next knot has more than the one before.
            var below = graph.IsLess(x, graph.Constants(knots.Slice(Degree + 1, pieces - 1)));
            double[] weights = new double[(knots.Length - 1) * (pieces - 1)], offsets = new double[knots.Length - 1];
            for (int piece = 0; piece < pieces; piece++)
            {
                int at = (Degree + piece) * (pieces - 1);
                if (piece < pieces - 1) weights[at + piece] = 1;
                else offsets[Degree + piece] = 1;
                if (piece > 0) weights[at + piece - 1] = -1;
            }
            basis = graph.Linear(below, weights, offsets);
        }
        for (int d = 1; d <= Degree; d++)
        {
            int count = knots.Length - 1 - d;
            double[] from = new double[count], to = new double[count], rise = new double[count], fall = new double[count];
            for (int i = 0; i < count; i++)
            {
                (from[i], to[i]) = (knots[i], knots[i + d + 1]);
                rise[i] = knots[i + d] > knots[i] ? 1 / (knots[i + d] - knots[i]) : 0;
                fall[i] = knots[i + d + 1] > knots[i + 1] ? 1 / (knots[i + d + 1] - knots[i + 1]) : 0;
            }
            int[] first = [.. Enumerable.Range(0, count)], second = [.. Enumerable.Range(1, count)];
            basis = graph.Plus(
                graph.Times(graph.Times(graph.Minus(x, graph.Constants(from)), graph.Constants(rise)), graph.Pick(basis, first)),
                graph.Times(graph.Times(graph.Minus(graph.Constants(to), x), graph.Constants(fall)), graph.Pick(basis, second)));
        }
        return graph.Select(graph.IsMissing(value), value, basis);
    }

    /// <summary>The degree + 1 functions that are not 0 (Cox and de Boor's recursion; de Boor, A Practical Guide to Splines, chapter X).</summary>
    private void Evaluate(double value, ReadOnlySpan<double> knots, Span<double> functions)
    {
        if (double.IsNaN(value))
        {
            functions.Fill(double.NaN);
            return;
        }
        value = Math.Clamp(value, knots[Degree], knots[^(Degree + 1)]);
        int piece = Degree;
        while (piece < functions.Length - 1 && value >= knots[piece + 1]) piece++;
        var own = functions.Slice(piece - Degree, Degree + 1);
        own[Degree] = 1;
        for (int d = 1; d <= Degree; d++)
            for (int j = Degree - d; j <= Degree; j++)
            {
                // own[j] is the function whose support begins at knot piece − degree + j.
                int start = piece - Degree + j;
                double left = j > Degree - d ? own[j] * (value - knots[start]) / (knots[start + d] - knots[start]) : 0;
                double right = j < Degree ? own[j + 1] * (knots[start + d + 1] - value) / (knots[start + d + 1] - knots[start + 1]) : 0;
                own[j] = left + right;
            }
    }
}
