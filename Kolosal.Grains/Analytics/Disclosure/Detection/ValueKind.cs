namespace Kolosal.Disclosure;

/// <summary>What one value is by itself, whatever its column is called.</summary>
public enum ValueKind
{
    None,
    Email,
    IpV4,
    IpV6,
    UsSsn,

    /// <summary>International with a plus, or North American with area code.</summary>
    Phone,

    PaymentCard,
    Iban,

    /// <summary>A day of the calendar.</summary>
    Date,

    Mac,
    Uuid,
    UsZipPlus4,

    /// <summary>UK, Canadian or Dutch: letters and digits in their places.</summary>
    PostalCode,

    UkNino,
    EuVat,

    /// <summary>Spanish DNI or NIE, Polish PESEL, French NIR, Finnish HETU.</summary>
    NationalId,

    StreetAddress,
    PersonName,
}
