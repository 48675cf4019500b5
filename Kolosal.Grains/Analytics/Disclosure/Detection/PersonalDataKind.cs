namespace Kolosal.Disclosure;

/// <summary>Kinds of personal data that are looked for. Their snake_case words are stored with datasets; none is renamed.</summary>
public enum PersonalDataKind
{
    Email,
    Phone,

    /// <summary>A card's number (ISO/IEC 7812).</summary>
    PaymentCard,

    /// <summary>A bank account's number (ISO 13616).</summary>
    Iban,

    /// <summary>A US social security number.</summary>
    UsSsn,

    IpAddress,
    PersonName,
    DateOfBirth,

    /// <summary>Street and house number.</summary>
    PostalAddress,

    /// <summary>Another number that a state gives to a person.</summary>
    NationalId,

    /// <summary>A UK national insurance number.</summary>
    UkNino,

    /// <summary>A VAT number of an EU member state; a sole trader's names a person.</summary>
    EuVatId,

    MacAddress,
    PostalCode,

    /// <summary>Sentences, in which anything may stand.</summary>
    FreeText,
}
