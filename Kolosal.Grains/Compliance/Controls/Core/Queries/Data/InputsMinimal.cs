namespace Kolosal.Compliance.Controls;

/// <summary>Q70: no champion learns from what names a person.</summary>
internal sealed class InputsMinimal() : RecordQuery(
    "Q70", "minimise", "Minimisation and special categories", TimeSpan.FromHours(24),
    "Drop the column and train again, or have an exception approved as a waiver.", "Privacy", "Models", "Datasets")
{
    private static readonly HashSet<string> Direct = new(StringComparer.Ordinal)
    {
        "email", "phone", "payment_card", "iban", "us_ssn", "ip_address", "person_name", "postal_address", "national_id", "uk_nino", "mac_address",
    };

    protected override string NotJudged => "special categories other than protected attributes, which no scan tells apart";

    protected override Judgement Ask(WorkspaceFacts facts) =>
        Each("no model is in service", Champions(facts), PathOf, served => Wrong(facts, served.Version));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, VersionFact version) =>
        from column in facts.Datasets.FirstOrDefault(dataset => dataset.Id == version.DatasetId)?.Columns ?? []
        where column.PersonalData is { } kind && Direct.Contains(kind) && version.Inputs.Contains(column.Name)
        select $"Its input {column.Name} holds personal data of kind {column.PersonalData}.";
}
