namespace Kolosal.Access;

/// <summary>The roles of the REST contract. A principal has one or more.</summary>
public static class Role
{
    public const string Admin = "admin";

    /// <summary>Data, preprocessing, privacy.</summary>
    public const string DataOwner = "data_owner";

    /// <summary>Training, evaluation, models, export, fairness.</summary>
    public const string Trainer = "trainer";

    /// <summary>Predict, feedback, explain.</summary>
    public const string Consumer = "consumer";

    /// <summary>Reads audit, metrics, reports, evidence, cards; changes nothing.</summary>
    public const string Auditor = "auditor";

    public static readonly ImmutableArray<string> All = [Admin, DataOwner, Trainer, Consumer, Auditor];
}
