using Kolosal.Access;

namespace Kolosal.Models;

/// <summary>The conditions of an alias.</summary>
internal static class AliasGuard
{
    /// <returns>Why the alias may not be set onto a version of this status by this caller; null when it may.</returns>
    public static Refusal? Refuse(string alias, AliasRule rule, ModelStatus status, Principal? caller)
    {
        // Without a principal the system acts by itself, such as a retraining that names its challenger.
        if (!rule.Roles.IsEmpty && caller is not null && !caller.Standing().Any(rule.Roles.Contains))
            return new(RefusalKind.Forbidden, "models.alias-guarded",
                $"The alias '{alias}' is set by {string.Join(" or ", rule.Roles)}, not by {string.Join(", ", caller.Roles)}.");
        return rule.Statuses.IsEmpty || rule.Statuses.Contains(status) ? null : Refusal.Conflict("models.alias-guarded",
            $"The alias '{alias}' is for versions that are {string.Join(" or ", rule.Statuses.Select(WireJson.Word))}, this one is "
            + $"'{WireJson.Word(status)}'.");
    }

    /// <returns>What is wrong with conditions; null when nothing is.</returns>
    public static Refusal? Refuse(AliasRule rule) => rule.Roles.All(role => RolePermissions.Grants([role], Permission.ModelsWrite))
        && !rule.Statuses.Contains(ModelStatus.Retired) ? null
        : Refusal.Invalid("models.bad-alias-rule", "The conditions of an alias name roles that may write models (admin, trainer), and statuses other "
            + "than 'retired'.");
}
