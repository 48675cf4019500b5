namespace Kolosal.Compliance.Controls;

/// <summary>Q42: nobody holds two roles that must check each other, and admins are few.</summary>
internal sealed class LeastPrivilege() : RecordQuery(
    "Q42", "leastpriv", "Least privilege and separation", TimeSpan.FromHours(24),
    "Take a role away, and review what was done with it.", "Access")
{
    private const double AdminShare = 0.05;

    private static readonly (string One, string Other)[] Apart = [("trainer", "reviewer"), ("admin", "auditor"), ("admin", "operator")];

    private static readonly string[] OfWorkspaces = ["data_owner", "trainer", "consumer", "auditor", "reviewer"];

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        (string Id, string[] Roles, bool Person)[] holders =
        [
            .. facts.Principals.Select(principal => ($"principals/{principal.Id}", Together(facts, principal), true)),
            .. facts.Keys.Where(key => key.PrincipalId is null).Select(key => ($"api-keys/{key.Id}", key.Roles.ToArray(), false)),
        ];
        int people = facts.Principals.Length, most = Math.Max(facts.Parameters.Admins, (int)Math.Floor(AdminShare * people));
        int admins = holders.Count(holder => holder.Roles.Contains("admin"));
        return Each("there is no principal and no key", holders, holder => holder.Id, holder => Wrong(holder.Roles, admins, most));
    }

    private static string[] Together(WorkspaceFacts facts, PrincipalFact principal) =>

    [
        .. facts.Keys.Where(key => key.PrincipalId == principal.Id).SelectMany(key => key.Roles).Concat(principal.Roles).Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Wrong(string[] roles, int admins, int most)
    {
        foreach (var (one, other) in Apart)
            if (roles.Contains(one) && roles.Contains(other)) yield return $"It holds {one} and {other}.";
        if (roles.Contains("operator") && roles.Any(OfWorkspaces.Contains)) yield return "It is operator and holds a role of the workspace.";
        if (roles.Contains("admin") && admins > most) yield return $"It is one of {admins} admins, above {most}.";
    }
}
