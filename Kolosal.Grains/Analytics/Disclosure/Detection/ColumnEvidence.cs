namespace Kolosal.Disclosure;

/// <summary>Counts what the values of one column are; merges nothing and forgets every value. For one thread.</summary>
/// <param name="name">The column's name.</param>
/// <param name="text">The column holds text or dates; of numbers and flags a name alone says nothing.</param>
public sealed class ColumnEvidence(string name, bool text)
{
    /// <summary>From this length on a value is looked through for what is embedded in it.</summary>
    private const int LongValue = 20;

    /// <summary>So many words make a sentence.</summary>
    private const int SentenceWords = 6;

    private readonly long[] kinds = new long[Enum.GetValues<ValueKind>().Length];
    private readonly PersonalDataKind? header = HeaderWords.Kind(name);
    private readonly bool versions = HeaderWords.SaysVersion(name);
    private readonly HashSet<string> few = new(StringComparer.Ordinal);
    private long plainDigits, loosePhones, fiveDigits, sentences, embedded, looseNational;

    /// <summary>Values counted.</summary>
    public long Examined { get; private set; }

    /// <summary>Whether at most three different values were seen: a column of flags, whatever it is called.</summary>
    public bool HasFewValues => few.Count <= PersonalDataScan.FewValues;

    public string Name => name;

    /// <summary>What the name says.</summary>
    public PersonalDataKind? Header => header;

    public bool IsText => text;

    /// <param name="value">A value, not missing.</param>
    /// <param name="times">How often it occurs.</param>
    public void Add(string value, long times = 1)
    {
        Examined += times;
        if (few.Count <= PersonalDataScan.FewValues) few.Add(value);
        var kind = ValueKinds.Of(value);
        kinds[(int)kind] += times;
        bool digits = NationalNumbers.IsDigits(value);
        if (digits)
        {
            plainDigits += times;
            if (value.Length is 5 or 9) fiveDigits += times;
        }

        if (header == PersonalDataKind.Phone && ValueKinds.MayBePhone(value.Trim())) loosePhones += times;
        if (header == PersonalDataKind.NationalId && value.Length is >= 6 and <= 20 && value.Any(char.IsAsciiDigit)) looseNational += times;
        if (!text || value.Length < LongValue) return;
        if (Words(value) >= SentenceWords) sentences += times;
        if (kind == ValueKind.None && ValueKinds.Embeds(value)) embedded += times;
    }

    /// <summary>Values of these kinds.</summary>
    public long Count(params ReadOnlySpan<ValueKind> of)
    {
        long sum = 0;
        foreach (var kind in of) sum += kinds[(int)kind];
        return sum;
    }

    /// <summary>Values that the rules of a kind let through, knowing what the column is called.</summary>
    internal long Matching(PersonalDataKind kind) => kind switch
    {
        PersonalDataKind.Email => Count(ValueKind.Email),
        PersonalDataKind.Phone => header == kind ? Math.Max(Count(ValueKind.Phone), loosePhones) : Count(ValueKind.Phone),
        PersonalDataKind.PaymentCard => Count(ValueKind.PaymentCard),
        PersonalDataKind.Iban => Count(ValueKind.Iban),
        PersonalDataKind.UsSsn => Count(ValueKind.UsSsn),
        PersonalDataKind.UkNino => Count(ValueKind.UkNino),
        PersonalDataKind.EuVatId => Count(ValueKind.EuVat),
        PersonalDataKind.NationalId => header == kind ? Math.Max(Count(ValueKind.NationalId), looseNational) : Count(ValueKind.NationalId),
        PersonalDataKind.IpAddress => versions ? 0 : Count(ValueKind.IpV4, ValueKind.IpV6),
        PersonalDataKind.MacAddress => Count(ValueKind.Mac),
        PersonalDataKind.PostalCode => Count(ValueKind.PostalCode, ValueKind.UsZipPlus4) + (header == kind ? fiveDigits : 0),
        PersonalDataKind.PersonName => Count(ValueKind.PersonName),
        PersonalDataKind.PostalAddress => Count(ValueKind.StreetAddress),
        PersonalDataKind.DateOfBirth => header == kind ? Count(ValueKind.Date) : 0,
        PersonalDataKind.FreeText => Math.Max(sentences, embedded),
        _ => 0,
    };

    /// <summary>Values in which an address, card or number stands.</summary>
    internal long Embedded => embedded;

    internal bool AllPlainDigits => plainDigits == Examined;

    private static int Words(string value)
    {
        int words = 0;
        bool inside = false;
        foreach (char c in value)
        {
            bool letter = char.IsLetter(c);
            if (letter && !inside) words++;
            inside = letter;
        }

        return words;
    }
}
