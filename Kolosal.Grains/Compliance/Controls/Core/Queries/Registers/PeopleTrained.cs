namespace Kolosal.Compliance.Controls;

/// <summary>Q76: whoever trains, approves, reviews or operates learnt what that takes, and not too long ago.</summary>
internal sealed class PeopleTrained() : RegisterQuery(
    "Q76", "competence", "People trained", TimeSpan.FromDays(365),
    "Record the training with POST /api/compliance/competences; after 30 more days the role is suspended.", "Access", "Compliance")
{
    /// <summary>Roles for which it is asked. An admin approves.</summary>
    private static readonly string[] Roles = ["trainer", "reviewer", "admin", "operator"];

    public override Judgement Judge(WorkspaceFacts facts)
    {
        var limit = TimeSpan.FromDays(facts.Registers.Parameters.CompetenceDays);
        var learnt = facts.Registers.Competences.Where(one => IsApproved(one.Status) && !IsOlder(facts, one.CompletedAt, limit))
            .SelectMany(one => one.Roles.Select(role => (one.Principal, role))).ToHashSet();
        return Each("nobody holds a role that takes training",
            facts.Registers.Holders.Where(holder => holder.Roles.Any(role => Roles.Contains(role))), holder => $"principals/{holder.Id}",
            holder => holder.Roles.Where(role => Roles.Contains(role) && !learnt.Contains((holder.Id, role)))
                .Select(role => $"No approved competence for the role {role} within {facts.Registers.Parameters.CompetenceDays} days."));
    }
}
