using System.Text.Json;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>How something is explained; with model and rows it decides the answer, but for a time limit. What is null takes its default.</summary>
public sealed record ExplanationTerms
{
    /// <summary>The class that is explained; null for the second of two, the predicted one of more.</summary>
    public string? Class { get; init; }

    /// <summary>Whether background rows are resampled for intervals and a stability score; null for up to <see cref="FewRows"/> rows.</summary>
    public bool? Intervals { get; init; }

    /// <summary>Of every interval, above 0 and below 1. Default: 0.95.</summary>
    public double Level { get; init; } = 0.95;

    /// <summary>Of whatever is drawn. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Rows that the model scores at most for one explained row where no exact method fits, or for one counterfactual search; null for the
    /// installation's budget, which a counterfactual's time limit may shorten.</summary>
    public int? Evaluations { get; init; }

    /// <summary>Columns that an answer lists, the weightiest first; null for all.</summary>
    public int? Top { get; init; }

    /// <summary>Effects: the column.</summary>
    public string? Column { get; init; }

    /// <summary>Effects: another column, for what the two do together.</summary>
    public string? SecondColumn { get; init; }

    /// <summary>Effects: <c>pdp</c>, <c>ice</c>, <c>centred_ice</c> or <c>ale</c>. Default: <c>pdp</c>.</summary>
    public string Method { get; init; } = Pdp;

    /// <summary>Effects: values of a number column at most, 2 to 200. Default: 20.</summary>
    public int Points { get; init; } = 20;

    /// <summary>Effects: rows' own curves at most, 1 to 500. Default: 50.</summary>
    public int Curves { get; init; } = 50;

    /// <summary>Counterfactuals: what may change, by column.</summary>
    public ImmutableDictionary<string, ChangeTerms> Rules { get; init; } = ImmutableDictionary<string, ChangeTerms>.Empty;

    /// <summary>Counterfactuals: number columns that are the indicators of one choice, exactly one of which is 1.</summary>
    public ImmutableArray<ImmutableArray<string>> OneHot { get; init; } = [];

    /// <summary>Counterfactuals: how many, 1 to 20. Default: 3.</summary>
    public int Count { get; init; } = 3;

    /// <summary>Counterfactuals: columns changed at most. Default: 5.</summary>
    public int MaxChanges { get; init; } = 5;

    /// <summary>Counterfactuals of a class: its least probability; null for just enough to be decided.</summary>
    public double? Probability { get; init; }

    /// <summary>Counterfactuals of a number: its smallest acceptable value.</summary>
    public double? Minimum { get; init; }

    /// <summary>Counterfactuals of a number: its largest acceptable value.</summary>
    public double? Maximum { get; init; }

    /// <summary>Counterfactuals: milliseconds a search may take, 1 to 60,000. Default: 50.</summary>
    public int TimeLimitMs { get; init; } = 50;

    /// <summary>Importance: a metric of the catalogue; null for the one that the version was selected by.</summary>
    public string? Metric { get; init; }

    /// <summary>Importance: shuffles of every column, 2 to 100. Default: 10.</summary>
    public int Repeats { get; init; } = 10;

    /// <summary>Importance, global, effects: rows at most, 10 to 20,000; null for what the installation says.</summary>
    public int? Rows { get; init; }

    /// <summary>Decision paths: trees shown of each row, those that add most, 1 to 1,000. Default: 5.</summary>
    public int Trees { get; init; } = 5;

    /// <summary>Reasons given of an adverse decision at most, 1 to 20. Default: 4, as creditors give (12 CFR 1002, supplement I, 9(b)(2)).</summary>
    public int Reasons { get; init; } = 4;

    /// <summary>Evaluation: a column by whose values the rows are told apart.</summary>
    public string? Segment { get; init; }

    /// <summary>Structure: the member of a mixture, from 0.</summary>
    public int Member { get; init; }

    /// <summary>Structure: page, from 1.</summary>
    public int Page { get; init; } = 1;

    /// <summary>Structure: entries of a page, 1 to 500.</summary>
    public int Limit { get; init; } = 50;

    public const string Pdp = "pdp", Ice = "ice", CentredIce = "centred_ice", Ale = "ale";

    /// <summary>Rows up to which intervals are computed unasked.</summary>
    public const int FewRows = 16;

    public string ToJson() => JsonSerializer.Serialize(this, TabularJson.Options);

    /// <exception cref="ExplanationOptionException">A value is outside its bounds.</exception>
    public static ExplanationTerms Parse(string json)
    {
        var terms = JsonSerializer.Deserialize<ExplanationTerms>(json, TabularJson.Options) ?? new();
        if (!(terms.Level is > 0 and < 1)) throw new ExplanationOptionException("level", $"Expected a level above 0 and below 1, got {terms.Level}.");
        Within(terms.Points, 2, 200, "points");
        Within(terms.Curves, 1, 500, "curves");
        Within(terms.Count, 1, 20, "count");
        Within(terms.MaxChanges, 1, 1000, "max_changes");
        Within(terms.TimeLimitMs, 1, 60_000, "time_limit_ms");
        Within(terms.Repeats, 2, 100, "repeats");
        Within(terms.Trees, 1, 1000, "trees");
        Within(terms.Reasons, 1, 20, "reasons");
        Within(terms.Page, 1, 1_000_000, "page");
        Within(terms.Limit, 1, 500, "limit");
        Within(terms.Member, 0, 10_000, "member");
        if (terms.Top is { } top) Within(top, 1, 100_000, "top");
        if (terms.Rows is { } rows) Within(rows, 10, 20_000, "rows");
        if (terms.Evaluations is { } evaluations) Within(evaluations, 100, 1_000_000, "evaluations");
        if (terms.Probability is { } probability && !(probability is > 0 and <= 1))
            throw new ExplanationOptionException("probability", $"Expected a probability above 0 and at most 1, got {probability}.");
        return terms.Method is Pdp or Ice or CentredIce or Ale ? terms
            : throw new ExplanationOptionException("method", $"Expected {Pdp}, {Ice}, {CentredIce} or {Ale}, got '{terms.Method}'.");
    }

    private static void Within(int value, int least, int most, string option)
    {
        if (value < least || value > most) throw new ExplanationOptionException(option, $"Expected {least} to {most}, got {value}.");
    }
}

/// <summary>What may be done about one column.</summary>
/// <param name="Immutable">It stays as it is.</param>
/// <param name="Direction"><c>up</c> or <c>down</c> where it may only grow or shrink; null for both.</param>
/// <param name="Minimum">The smallest number to change to; null for the smallest usual one.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Step">Numbers are changed to multiples of this; null for any.</param>
/// <param name="Allowed">The categories to change to; empty for all.</param>
/// <param name="Weight">What a change costs beside others, above 0; null for 1.</param>
public sealed record ChangeTerms(
    bool Immutable = false, string? Direction = null, double? Minimum = null, double? Maximum = null, double? Step = null,
    ImmutableArray<string>? Allowed = null, double? Weight = null);
