namespace Kolosal.Datasets;

/// <summary>Kinds of personal data that are looked for.</summary>
public enum PersonalDataKind
{
    Email,
    Phone,
    PaymentCard,
    Iban,
    UsSsn,
    IpAddress,
    PersonName,
    DateOfBirth,
    PostalAddress,
    NationalId,
}

/// <summary>What a column looks like.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Confidence">0 to 1: the share of values that pass the kind's test, weighed with what the name says.</param>
public sealed record PersonalDataFinding(PersonalDataKind Kind, double Confidence);
