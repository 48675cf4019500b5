using Kolosal.Tabular;

namespace Kolosal.Disclosure;

/// <summary>Says whether a column looks like personal data, from its name and its values.</summary>
/// <remarks>
/// Values decide where a test is hard to pass by chance (check digits, an address with @); the name decides where values prove nothing
/// (passports, dates of birth). Confidence of a tested kind is the share of values that pass beyond what chance explains, of a named kind
/// <see cref="NameAlone"/>, and of both together more. A sentence is free text, in which anything may stand.
/// </remarks>
public static class PersonalDataScan
{
    /// <summary>Values looked at in a column where not all are at hand.</summary>
    public const int SampleSize = 2000;

    /// <summary>Confidence when only the column's name speaks.</summary>
    public const double NameAlone = 0.6;

    /// <summary>Below this nothing is reported.</summary>
    public const double Threshold = 0.5;

    /// <summary>A column of at most so many different values holds flags.</summary>
    internal const int FewValues = 3;

    /// <summary>Free text is reported from this share of values in which a person's data were found.</summary>
    private const double EmbeddedShare = 0.001;

    private const double Agreement = 0.2;

    /// <summary>What values add to a name where they alone prove nothing: a date is one of birth where the column says so.</summary>
    private const double NameAndValues = 0.3;

    // One in ten random numbers passes a decimal check digit, one in 23 a letter; bank cards begin with half of the digits.
    private static readonly (PersonalDataKind Kind, double Chance, string? Check)[] Tests =
    [
        (PersonalDataKind.Email, 0, null),
        (PersonalDataKind.Iban, 0, "mod 97"),
        (PersonalDataKind.UsSsn, 0, "area, group and serial"),
        (PersonalDataKind.UkNino, 0, "prefix and suffix"),
        (PersonalDataKind.PaymentCard, 0.1, "Luhn"),
        (PersonalDataKind.EuVatId, 0.1, "check digit of the country"),
        (PersonalDataKind.NationalId, 0.1, "check digit of the country"),
        (PersonalDataKind.IpAddress, 0, null),
        (PersonalDataKind.MacAddress, 0, null),
        (PersonalDataKind.Phone, 0, null),
        (PersonalDataKind.PostalCode, 0, null),
        (PersonalDataKind.PersonName, 0, null),
        (PersonalDataKind.PostalAddress, 0, null),
    ];

    /// <summary>The best finding, or null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="values">Some of its values, as text; none missing.</param>
    /// <param name="text">The column holds text or dates.</param>
    public static PersonalDataFinding? Column(string name, IReadOnlyCollection<string> values, bool text)
    {
        var evidence = new ColumnEvidence(name, text);
        foreach (string value in values) evidence.Add(value);
        return Judge(evidence);
    }

    /// <summary>The best finding over every value of a column, or null.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="column">Its values.</param>
    /// <param name="cancel">Polled every few thousand rows.</param>
    public static PersonalDataFinding? Column(string name, Column column, CancellationToken cancel = default)
    {
        var evidence = new ColumnEvidence(name, column is TextColumn or CategoricalColumn or DateTimeColumn);
        switch (column)
        {
            case CategoricalColumn categories:
                var counts = new long[categories.Dictionary.Length];
                foreach (int code in categories.Codes) if (code >= 0) counts[code]++;
                for (int code = 0; code < counts.Length; code++) if (counts[code] > 0) evidence.Add(categories.Dictionary[code], counts[code]);
                break;
            case NumericColumn numbers:
                WholeNumbers.Add(evidence, numbers, cancel);
                break;
            case DateTimeColumn when evidence.Header != PersonalDataKind.DateOfBirth:
                return null; // an instant proves nothing by itself
            default:
                for (int row = 0; row < column.Rows; row++)
                {
                    if ((row & 0xFFF) == 0) cancel.ThrowIfCancellationRequested();
                    if (column.TextAt(row) is { } value) evidence.Add(column is DateTimeColumn && value.Length > 10 ? value[..10] : value);
                }

                break;
        }

        return Judge(evidence);
    }

    /// <summary>The verdict over what was counted.</summary>
    public static PersonalDataFinding? Judge(ColumnEvidence evidence)
    {
        if (evidence.Examined == 0) return null;
        PersonalDataFinding? best = null;
        foreach (var (kind, chance, check) in Tests)
        {
            long matching = evidence.Matching(kind);
            bool named = evidence.Header == kind || (kind == PersonalDataKind.PersonName && HeaderWords.SaysName(evidence.Name));
            double confidence = Math.Max(0, ((double)matching / evidence.Examined - chance) / (1 - chance));
            // Plain numbers are no telephone numbers, and years no postal codes, unless the name says so.
            if (kind is PersonalDataKind.Phone && !named && evidence.AllPlainDigits) confidence = 0;
            if (confidence > 0 && named) confidence = Math.Min(1, confidence + Agreement);
            if (confidence > (best?.Confidence ?? 0)) best = new(kind, confidence, named, evidence.Examined, matching, matching > 0 ? check : null);
        }

        if (best is null or { Confidence: < NameAlone } && ByName(evidence) is { } byName) best = byName;
        if (best is null or { Confidence: < Threshold }) best = FreeText(evidence);
        return best is { Confidence: >= Threshold } ? best with { Confidence = Math.Round(best.Confidence, 3) } : null;
    }

    private static PersonalDataFinding? ByName(ColumnEvidence evidence)
    {
        if (evidence.Header is not { } kind || kind == PersonalDataKind.FreeText) return null;
        long matching = evidence.Matching(kind);
        bool numbersCount = kind is PersonalDataKind.DateOfBirth or PersonalDataKind.PostalCode or PersonalDataKind.Phone;
        if (!evidence.IsText && !(numbersCount && 2 * matching > evidence.Examined)) return null;
        // The name says telephone, the values say yes and no: a flag, not a number.
        bool provable = kind is PersonalDataKind.Phone or PersonalDataKind.Email or PersonalDataKind.IpAddress or PersonalDataKind.PostalAddress
            or PersonalDataKind.MacAddress or PersonalDataKind.EuVatId or PersonalDataKind.PaymentCard or PersonalDataKind.Iban;
        return provable && evidence.HasFewValues && matching == 0 ? null
            : new(kind, NameAlone + NameAndValues * matching / evidence.Examined, Header: true, evidence.Examined, matching);
    }

    private static PersonalDataFinding? FreeText(ColumnEvidence evidence)
    {
        if (!evidence.IsText || evidence.HasFewValues) return null;
        double embedded = (double)evidence.Embedded / evidence.Examined, sentences = (double)evidence.Matching(PersonalDataKind.FreeText)
            / evidence.Examined;
        if (embedded >= EmbeddedShare)
            return new(PersonalDataKind.FreeText, Math.Min(1, 0.8 + embedded / 5), evidence.Header == PersonalDataKind.FreeText, evidence.Examined,
                evidence.Embedded);
        return sentences < 0.5 ? null
            : new(PersonalDataKind.FreeText, evidence.Header == PersonalDataKind.FreeText ? NameAlone : Threshold,
                evidence.Header == PersonalDataKind.FreeText, evidence.Examined, 0);
    }
}
