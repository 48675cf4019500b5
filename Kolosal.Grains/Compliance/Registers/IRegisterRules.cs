namespace Kolosal.Compliance.Registers;

/// <summary>What one kind of record asks, as pure decisions over its fields.</summary>
internal interface IRegisterRules<TFields>
    where TFields : RegisterFields
{
    RegisterKind Kind { get; }

    RegisterLifecycle Lifecycle { get; }

    /// <summary>The one id that such a record can have; null for any.</summary>
    string? IdOf(TFields fields) => null;

    /// <summary>Fills what was left out of a new record and follows from when and by whom it is made.</summary>
    TFields Complete(TFields fields, string by, DateTimeOffset at) => fields;

    /// <summary>Writes down when something was said that a clock waits for.</summary>
    /// <param name="was">What stood before; null for a new record.</param>
    /// <param name="fields">What stands now.</param>
    /// <param name="at">Now.</param>
    TFields Stamp(TFields? was, TFields fields, DateTimeOffset at) => fields;

    /// <summary>What is wrong or missing for a status: the member's path and what is needed.</summary>
    IEnumerable<(string Path, string Needed)> Faults(TFields fields, RegisterStatus status, DateTimeOffset at);

    /// <summary>By when what must be done.</summary>
    /// <param name="fields">What is written.</param>
    /// <param name="madeAt">When the record was made.</param>
    /// <param name="first">When it first had a status; null when it never had.</param>
    IEnumerable<RegisterDeadline> Deadlines(TFields fields, DateTimeOffset madeAt, Func<RegisterStatus, DateTimeOffset?> first) => [];

    /// <summary>The fields without those that are noted while the rest stands approved: a measured value, a date on which something was done.
    /// </summary>
    TFields WithoutNoted(TFields fields) => fields;

    /// <summary>Why somebody cannot decide on it although they did not write it; null when they can.</summary>
    string? Interest(TFields fields, string decider) => null;
}
