namespace Kolosal.Access;

/// <summary>
/// The roles of the REST contract. A principal has one or more. Those of a workspace reach no further than it; <see cref="Operator"/> is of
/// the installation.
/// </summary>
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

    /// <summary>Decides on others' work: promotions, referrals, evidence, access reviews, waivers; authors nothing.</summary>
    public const string Reviewer = "reviewer";

    /// <summary>
    /// Installation-wide: metrics, system status, cluster, dashboard; no workspace's data. Only the configuration gives it, to the first admin
    /// key and to the operator key; no request, no token and no admin can.
    /// </summary>
    public const string Operator = "operator";

    /// <summary>The roles of a workspace, which its admins may give.</summary>
    public static readonly ImmutableArray<string> All = [Admin, DataOwner, Trainer, Consumer, Auditor, Reviewer];
}
