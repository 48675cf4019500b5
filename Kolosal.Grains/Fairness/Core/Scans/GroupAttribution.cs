using Kolosal.Learning;
using Kolosal.Learning.Additive;
using Kolosal.Learning.Explanation;
using Kolosal.Learning.Packages;
using Kolosal.Learning.Trees;
using Kolosal.Statistics;
using Kolosal.Tabular;

namespace Kolosal.Fairness;

/// <summary>How differently a model's columns move the scores of groups.</summary>
/// <param name="Column">The column.</param>
/// <param name="Difference">Largest − smallest mean |contribution| of a group.</param>
/// <param name="LowGroup">The group with the smallest mean.</param>
/// <param name="HighGroup">The group with the largest.</param>
public sealed record ColumnDisparity(string Column, double Difference, string LowGroup, string HighGroup);

/// <summary>What every column adds to the score of the favourable class, row by row.</summary>
/// <remarks>
/// Exactly where the model has an exact method (<see cref="RowExplainer"/>: one pipeline of trees or of additive terms). Of every other model by
/// permutation: how far the probability moves when the row gets the column's value of another row, drawn by lot; that is a size without a sign, which
/// is all that means of absolute values need.
/// </remarks>
/// <param name="Method"><c>tree_shap</c>, <c>additive_terms</c> or <c>permutation</c>.</param>
/// <param name="Scale"><c>raw_score</c> or <c>output</c>.</param>
/// <param name="Columns">Names of the input columns.</param>
/// <param name="Rows">Which rows were explained.</param>
/// <param name="Contributions">Absolute, rows × columns, row-major.</param>
public sealed record GroupAttribution(string Method, string Scale, ImmutableArray<string> Columns, int[] Rows, double[] Contributions)
{
    public const int MostRows = 500;

    /// <summary>Rows × columns at most, so that an answer is a matter of a second.</summary>
    private const int MostCells = 50_000, LeastRows = 100;

    /// <returns>Null with so many columns that too few rows could be explained.</returns>
    /// <param name="package">The model.</param>
    /// <param name="table">Rows with its input columns.</param>
    /// <param name="favourable">The favourable class.</param>
    /// <param name="seed">Of the rows that are explained, and of those that lend their values.</param>
    /// <param name="cancel">Polled between rows or columns.</param>
    public static GroupAttribution? Of(ModelPackage package, Frame table, int favourable, ulong seed, CancellationToken cancel)
    {
        int columns = package.InputSchema.Columns.Length, most = Math.Min(Math.Min(MostRows, MostCells / Math.Max(1, columns)), table.Rows);
        if (most < Math.Min(LeastRows, table.Rows)) return null;
        int[] rows = [.. Enumerable.Range(0, table.Rows)];
        var random = new SeededRandom(seed);
        random.Shuffle<int>(rows);
        rows = [.. rows.Take(most).Order()];
        ImmutableArray<string> names = [.. package.InputSchema.Columns.Select(c => c.Name)];
        var drawn = table.SelectRows(rows);
        return IsExact(package) ? Exact(package, drawn, favourable, names, rows, cancel)
            : Permuted(package, drawn, favourable, names, rows, random, cancel);
    }

    /// <summary>The columns whose mean absolute contribution differs most between groups.</summary>
    /// <param name="partition">The groups of all rows.</param>
    /// <param name="minimumRows">Groups with fewer explained rows are left out.</param>
    /// <param name="most">Columns at most.</param>
    public ImmutableArray<ColumnDisparity> Between(LabelledRows partition, int minimumRows, int most)
    {
        int width = Columns.Length;
        var (sums, counts) = (new double[partition.Labels.Length, width], new long[partition.Labels.Length]);
        for (int i = 0; i < Rows.Length; i++)
        {
            int group = partition.GroupOf[Rows[i]];
            counts[group]++;
            for (int c = 0; c < width; c++) sums[group, c] += Contributions[i * width + c];
        }
        int[] groups = [.. Enumerable.Range(0, counts.Length).Where(g => counts[g] >= Math.Max(1, minimumRows))];
        if (groups.Length < 2) return [];
        double Mean(int group, int column) => sums[group, column] / counts[group];
        return [.. Enumerable.Range(0, width).Select(c =>
        {
            int low = groups.MinBy(g => Mean(g, c)), high = groups.MaxBy(g => Mean(g, c));
            return new ColumnDisparity(Columns[c], Mean(high, c) - Mean(low, c), partition.Labels[low], partition.Labels[high]);
        }).Where(column => column.Difference > 0).OrderByDescending(column => column.Difference).Take(most)];
    }

    private static bool IsExact(ModelPackage package) => package.Pipelines
        is [{ Pipeline: { Transform: null, Target: null, Predictor: ITreeModel or IAdditiveModel } }] && HasCovers(package);

    /// <summary>Imported trees may not say how many rows went through their nodes, which the path-dependent method needs.</summary>
    private static bool HasCovers(ModelPackage package)
    {
        if (package.Pipelines[0].Pipeline.Predictor is not ITreeModel { AdditiveTrees: var trees }) return true;
        for (int tree = 0; tree < trees.Trees; tree++)
            if (!(trees.Node(trees.RootOf(tree)).Cover > 0)) return false;
        return true;
    }

    private static GroupAttribution Exact(
        ModelPackage package, Frame drawn, int favourable, ImmutableArray<string> names, int[] rows, CancellationToken cancel)
    {
        var explainer = new RowExplainer(package, drawn);
        var contributions = new double[rows.Length * names.Length];
        string method = "", scale = "";
        var raw = new RawValue[names.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            cancel.ThrowIfCancellationRequested();
            for (int c = 0; c < raw.Length; c++) raw[c] = RawValue.At(drawn[names[c]], i);
            var explained = explainer.Explain(new RawRow(raw));
            (method, scale) = (explained.Method, explained.Scale);
            // A boosted model of two classes has one score; its sign does not matter to absolute values.
            int score = Math.Min(favourable, explained.Base.Length - 1);
            for (int c = 0; c < names.Length; c++) contributions[i * names.Length + c] = Math.Abs(explained.Columns[c].Contributions[score]);
        }
        return new(method, scale, names, rows, contributions);
    }

    private static GroupAttribution Permuted(ModelPackage package, Frame drawn, int favourable, ImmutableArray<string> names, int[] rows,
        SeededRandom random, CancellationToken cancel)
    {
        var function = new ScorerFunction(package.CreateScorer());
        double[] features = function.Rows(drawn).Features.ToArray(), usual = function.Function.Score(features);
        int width = names.Length, outputs = function.Function.Outputs;
        var contributions = new double[rows.Length * width];
        int[] lender = [.. Enumerable.Range(0, rows.Length)];
        random.Shuffle<int>(lender);
        for (int c = 0; c < width; c++)
        {
            cancel.ThrowIfCancellationRequested();
            double[] own = [.. Enumerable.Range(0, rows.Length).Select(i => features[i * width + c])];
            for (int i = 0; i < rows.Length; i++) features[i * width + c] = own[lender[i]];
            double[] moved = function.Function.Score(features);
            for (int i = 0; i < rows.Length; i++)
            {
                contributions[i * width + c] = Math.Abs(moved[i * outputs + favourable] - usual[i * outputs + favourable]);
                features[i * width + c] = own[i];
            }
        }
        return new("permutation", "output", names, rows, contributions);
    }
}
