using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>What would have to be different for another outcome.</summary>
/// <param name="Wanted">The class, or the range of the number.</param>
/// <param name="Unchangeable">Columns that were kept as they are, by the request or because they are protected attributes.</param>
/// <param name="Usual">The rows that scales and ranges are from.</param>
/// <param name="Items">One a row.</param>
public sealed record CounterfactualReport(
    string Wanted, ImmutableArray<string> Unchangeable, RowsBehind Usual, ImmutableArray<RowCounterfactuals> Items);

/// <summary>The counterfactuals of one row.</summary>
/// <param name="Row">Its place in the request.</param>
/// <param name="PredictionId">Of the prediction that it was read from.</param>
/// <param name="Prediction">The class, or the number, as it is.</param>
/// <param name="Output">The probability of the wanted class, or the number, as it is.</param>
/// <param name="Verdict"><c>found</c>, <c>already_there</c>, <c>none_feasible</c> (nothing may change, or everything that may was tried) or
/// <c>none_found</c> within the budget.</param>
/// <param name="Evaluations">Rows that the model scored.</param>
/// <param name="OutOfTime">Whether the time limit ended the search.</param>
/// <param name="Milliseconds">What it took.</param>
/// <param name="Counterfactuals">The nearest first, then others that differ from those before.</param>
/// <param name="Sentences">The same in words.</param>
public sealed record RowCounterfactuals(
    int Row, string? PredictionId, object Prediction, double Output, string Verdict, int Evaluations, bool OutOfTime, double Milliseconds,
    ImmutableArray<ChangedRow> Counterfactuals, ImmutableArray<string> Sentences);

/// <summary>A row that gets what was wanted.</summary>
/// <param name="Prediction">The class, or the number.</param>
/// <param name="Output">The probability of the wanted class, or the number.</param>
/// <param name="Distance">What the changes cost: Σ weight · distance in median absolute deviations, and a fixed part for each column.</param>
/// <param name="Changes">What is different.</param>
public sealed record ChangedRow(object Prediction, double Output, double Distance, ImmutableArray<ChangedColumn> Changes);

/// <param name="Column">The column.</param>
/// <param name="From">As it is; null when missing.</param>
/// <param name="To">As it would have to be.</param>
public sealed record ChangedColumn(string Column, object? From, object? To);
