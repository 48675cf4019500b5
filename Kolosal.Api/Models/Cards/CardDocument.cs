using System.Globalization;

namespace Kolosal.Models;

/// <summary>What a model card says, apart from any format: the same sections in Markdown, HTML and PDF.</summary>
/// <param name="Title">The model and its version.</param>
/// <param name="Summary">What it does, in the words of people; null when nobody wrote any.</param>
/// <param name="Sections">In order.</param>
internal sealed record CardDocument(string Title, string? Summary, ImmutableArray<CardSection> Sections)
{
    public const string NoSummary = "No description yet.", NotStated = "Not stated yet.";

    /// <summary>Puts the card together from what was measured and declared; nothing else is in it.</summary>
    public static CardDocument Of(ModelCard card)
    {
        var words = card.Words;
        return new(Say($"{card.Model}, version {card.Version}"), words.Description,
        [
            new("Model") { Items = Facts(card) },
            new("Intended use") { Words = words.IntendedUse, IsWords = true },
            .. words.Purposes is { IsDefaultOrEmpty: false } purposes
                ? [new("Purposes that callers may declare") { Items = purposes }] : (ImmutableArray<CardSection>)[],
            new("Out of scope") { Words = words.OutOfScope, IsWords = true },
            new("Governance") { Items = Governance(words) },
            Evaluation(card.Evaluation),
            .. card.Validation is { } validation ? [Validation(validation)] : (ImmutableArray<CardSection>)[],
            .. card.Record is { } record ? [new("Provenance") { Items = Provenance(record) }] : (ImmutableArray<CardSection>)[],
            new("Limitations") { Words = words.Limitations, IsWords = true },
            new("Ethical considerations") { Words = words.EthicalConsiderations, IsWords = true },
            new("Contact") { Words = words.Contact, IsWords = true },
        ]);
    }

    private static ImmutableArray<string> Facts(ModelCard card)
    {
        var facts = ImmutableArray.CreateBuilder<string>();
        facts.Add($"Task: {card.Task}, predicting {card.Target}");
        if (card.Quantile is { } level) facts.Add(Say($"Level of the quantile: {level:R}"));
        facts.Add($"Algorithm: {card.Trainer}");
        facts.Add($"Status: {WireJson.Word(card.Status)}");
        facts.Add(Say($"{Maker(card)} on {card.CreatedAt:yyyy-MM-dd}"));
        facts.Add($"Package SHA-256 {card.PackageSha256}, signed by key {card.SigningKeyId}");
        if (!card.Classes.IsEmpty) facts.Add($"Classes: {string.Join(", ", card.Classes)}");
        facts.Add($"Inputs: {string.Join(", ", card.Inputs)}");
        string guarded = card.ProtectedAttributes.IsEmpty ? "none declared" : string.Join(", ", card.ProtectedAttributes);
        facts.Add($"Protected attributes among them: {guarded}");
        return facts.ToImmutable();
    }

    private static string Maker(ModelCard card) => card.Origin switch
    {
        null => $"Made by {card.Author} in run {card.RunId}, from data set {card.DatasetId},",
        { FromVersion: { } version } origin => Say($"Made by {card.Author} of version {version}, in {origin.Source},"),
        var origin => $"Trained elsewhere ({origin.Source}) and imported by {card.Author}, measured on data set {card.DatasetId},",
    };

    private static ImmutableArray<string> Governance(ModelCardWords words) =>
    [
        $"Owner: {words.Owner ?? NotStated}",
        $"Purpose: {words.Purpose ?? NotStated}",
        $"Users: {words.Users ?? NotStated}",
        $"Role: {Word(words.PartyRole)}",
        $"Risk class: {Word(words.RiskClass)}",
        $"Screening for prohibited practices: {words.ProhibitedScreening ?? NotStated}",
        $"Affected groups: {words.AffectedGroups ?? NotStated}",
        $"Legal or similarly significant effects: {(words.LegalEffect is { } effect ? effect ? "yes" : "no" : NotStated)}",
        $"Criticality: {Word(words.Criticality)}",
        words.PlacedOnMarketAt is { } placed ? Say($"Placed on the market: {placed.UtcDateTime:yyyy-MM-dd}") : $"Placed on the market: {NotStated}",
        $"Licence: {words.Licence ?? NotStated}",
    ];

    private static CardSection Evaluation(ModelEvaluation evaluation)
    {
        string prior = evaluation.BaselineScore?.ToString("0.####", CultureInfo.InvariantCulture) ?? "not defined";
        return new("Evaluation")
        {
            Lead = evaluation.Rows == EvaluationRows.HeldOut
                ? Say($"On {evaluation.TestRows} held-out rows; fitted on {evaluation.TrainRows}, selected on {evaluation.ValidationRows} by ")
                    + $"{evaluation.PrimaryMetric} (prior model: {prior})."
                : Say($"On {evaluation.TestRows} rows that the importer gave; whether training saw them is not known here (prior model: {prior})."),
            Table = new(["metric", "value", "95 % interval", "better"],
            [
                .. evaluation.Scores.Select(score => (ImmutableArray<string>)
                [
                    score.Metric, Say($"{score.Value:0.####}"), Say($"{score.Low:0.####} to {score.High:0.####}"),
                    score.HigherIsBetter ? "higher" : "lower",
                ]),
            ]),
        };
    }

    private static CardSection Validation(ValidationReport validation) => new("Validation")
    {
        Lead = Say($"{(validation.Passed ? "Passed" : "Failed")} on {validation.At.UtcDateTime:yyyy-MM-dd HH:mm} UTC, for package ")
            + $"{validation.PackageSha256}{(validation.PolicySha256 is { } policy ? $", under the policy with SHA-256 {policy}" : "")}.",
        Table = new(["item", "outcome", "rule", "found"],
        [
            .. (validation.Items ?? []).Select(item => (ImmutableArray<string>)
            [
                item.Source.Length > 0 ? $"{item.Name} ({item.Source})" : item.Name, WireJson.Word(item.Outcome).Replace('_', ' '),
                WireJson.Word(item.Rule).Replace('_', ' '), item.Reason,
            ]),
        ]),
    };

    private static ImmutableArray<string> Provenance(TrainingRecord record)
    {
        var facts = ImmutableArray.CreateBuilder<string>();
        facts.Add(Say($"Data SHA-256 {record.DataSha256}, {record.Rows} rows; schema SHA-256 {record.SchemaSha256}"));
        facts.Add(Say($"Plan SHA-256 {record.PlanSha256}; trial {record.Winner} of {record.Trials}, whose results have SHA-256 ")
            + record.TrialsSha256);
        if (record.Environment is { } computed)
            facts.Add($"Computed by {computed.Build} on {computed.Runtime}, {computed.OperatingSystem}, {computed.Architecture} "
                + $"({string.Join(", ", computed.ProcessorFeatures)}), with "
                + string.Join(", ", computed.Libraries.Select(library => $"{library.Key} {library.Value}")));
        return facts.ToImmutable();
    }

    private static string Word<T>(T? value)
        where T : struct, Enum => value is { } said ? WireJson.Word(said) : NotStated;

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>One section: a lead, items, a table, or words of people.</summary>
internal sealed record CardSection(string Title)
{
    public string? Lead { get; init; }

    public ImmutableArray<string> Items { get; init; } = [];

    public CardTable? Table { get; init; }

    /// <summary>The section is words of people, whether there are any or not.</summary>
    public bool IsWords { get; init; }

    public string? Words { get; init; }
}

/// <param name="Head">Names of the columns.</param>
/// <param name="Rows">One text a column.</param>
internal sealed record CardTable(ImmutableArray<string> Head, ImmutableArray<ImmutableArray<string>> Rows);
