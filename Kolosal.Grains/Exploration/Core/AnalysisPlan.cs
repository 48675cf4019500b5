using System.Text.Json;
using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Tabular;

namespace Kolosal.Exploration;

/// <summary>Everything that decides an analysis's result; with the data the result follows from it bit for bit.</summary>
/// <param name="Kind">One of <see cref="AnalysisKinds"/>.</param>
/// <param name="Method">Name in <see cref="AnalysisMethods"/>.</param>
/// <param name="Parameters">The method's parameters, complete.</param>
/// <param name="Columns">The columns that are looked at.</param>
/// <param name="LeftOut">The others, with reasons.</param>
/// <param name="Ids">Columns that name rows: they stand beside every row of the result.</param>
/// <param name="Scaling">How numbers are scaled.</param>
/// <param name="Seed">The only source of randomness.</param>
/// <param name="Components">Coordinates a row gets; null for as many as the method's options say.</param>
/// <param name="Series">What is forecast; null for other kinds.</param>
public sealed record AnalysisPlan(
    string Kind, string Method, HyperParameters Parameters, ImmutableArray<string> Columns, ImmutableArray<LeftOutColumn> LeftOut,
    ImmutableArray<string> Ids, ScaleStrategy Scaling, ulong Seed, int? Components = null, SeriesTerms? Series = null)
{
    public static AnalysisPlan Parse(string json) => JsonSerializer.Deserialize<AnalysisPlan>(json, TabularJson.Options)
        ?? throw new JsonException("An analysis's plan is a JSON object, got null.");

    public string ToJson() => JsonSerializer.Serialize(this, TabularJson.Options);
}

/// <param name="Column">A column of the dataset.</param>
/// <param name="Reason">Why it is not looked at, a sentence.</param>
public sealed record LeftOutColumn(string Column, string Reason);

/// <summary>What is forecast and how far.</summary>
/// <param name="Target">Numbers.</param>
/// <param name="Time">Dates or numbers, equally spaced within a series.</param>
/// <param name="Horizon">Steps ahead, at least 1.</param>
/// <param name="Period">Steps in a season, 1 for none.</param>
/// <param name="Level">Probability of the intervals, inside (0, 1).</param>
/// <param name="Origins">Origins of the evaluation, 0 for none.</param>
/// <param name="Group">Tells series apart; null for one series.</param>
public sealed record SeriesTerms(string Target, string Time, int Horizon, int Period, double Level, int Origins, string? Group = null);
