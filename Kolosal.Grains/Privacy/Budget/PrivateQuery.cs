using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kolosal.Privacy;

/// <summary>A question about a dataset whose answer gets noise.</summary>
/// <param name="Query"><c>count</c>, <c>sum</c>, <c>mean</c> or <c>histogram</c>.</param>
/// <param name="Column">What it is about; null for a count of rows.</param>
/// <param name="Lower">sum and mean: values below count as this.</param>
/// <param name="Upper">sum and mean: values above count as this.</param>
/// <param name="Categories">histogram: the categories, known beforehand and not read from the data.</param>
/// <param name="Edges">histogram of numbers: ascending edges; bin i holds edges[i] ≤ x &lt; edges[i + 1].</param>
/// <param name="WhereColumn">Only rows with a value in this column…</param>
/// <param name="WhereEquals">…that is this.</param>
/// <param name="Epsilon">ε it may spend, 1e-6 to 100.</param>
/// <param name="Delta">δ it may spend; 0 for Laplace noise, from 1e-12 to 0.5 for Gaussian.</param>
public sealed record PrivateQuery(
    string Query, string? Column, double? Lower, double? Upper, ImmutableArray<string> Categories, ImmutableArray<double> Edges, string? WhereColumn,
    string? WhereEquals, double Epsilon, double Delta)
{
    /// <summary>Beyond these an answer would be all noise, or hardly any.</summary>
    public const double LeastEpsilon = 1e-6, GreatestEpsilon = 100, LeastDelta = 1e-12, GreatestDelta = 0.5;

    private const double GreatestBound = 1e15;

    /// <summary>SHA-256 of what it asks.</summary>
    public string Fingerprint
    {
        get
        {
            string text = string.Join('\u0001', new[]
            {
                Query, Column ?? "", Text(Lower), Text(Upper), string.Join('\u0002', Categories), string.Join('\u0002', Edges.Select(e => Text(e))),
                WhereColumn ?? "", WhereEquals ?? "", Text(Epsilon), Text(Delta),
            });
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        }
    }

    /// <summary>What is wrong with it by JSON path; empty when nothing is.</summary>
    public ImmutableDictionary<string, string> Errors()
    {
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        if (Epsilon is not (>= LeastEpsilon and <= GreatestEpsilon)) errors["$.epsilon"] = "Expected an ε from 0.000001 to 100.";
        if (Delta is not (0 or (>= LeastDelta and <= GreatestDelta)))
            errors["$.delta"] = "Expected 0 for Laplace noise, or a δ from 1e-12 to 0.5 for Gaussian noise.";
        if (Query is not ("count" or "sum" or "mean" or "histogram")) errors["$.query"] = "Expected count, sum, mean or histogram.";
        if (Query is "sum" or "mean" or "histogram" && Column is null) errors["$.column"] = "Name the column.";
        if (Query is "sum" or "mean")
        {
            if (Lower is null) errors["$.lower"] = "Give the lower bound of values; it must not come from the data.";
            if (Upper is null) errors["$.upper"] = "Give the upper bound of values.";
            if (Math.Abs(Lower ?? 0) > GreatestBound) errors["$.lower"] = "Expected a bound of at most 1e15.";
            if (Math.Abs(Upper ?? 0) > GreatestBound) errors["$.upper"] = "Expected a bound of at most 1e15.";
            if (Lower >= Upper) errors["$.upper"] = "Expected an upper bound above the lower.";
        }

        if (Query == "histogram" && Categories.Length == 0 == (Edges.Length == 0)) errors["$.categories"] = "Give either categories or edges.";
        if (Edges.Length == 1) errors["$.edges"] = "Expected at least two edges.";
        for (int i = 1; i < Edges.Length; i++) if (!(Edges[i] > Edges[i - 1])) errors["$.edges"] = "Expected ascending edges.";
        if (Categories.Distinct(StringComparer.Ordinal).Count() != Categories.Length) errors["$.categories"] = "Expected categories that differ.";
        if (WhereColumn is null != (WhereEquals is null)) errors["$.where"] = "Give column and equals, or neither.";
        return errors.ToImmutable();
    }

    private static string Text(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
