using System.Reflection;
using Kolosal.Access;

namespace Kolosal.Grains.Tests.Access;

public sealed class RolePermissionsTests
{
    private static readonly string[] Permissions =
        [.. typeof(Permission).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Admin_and_operator_have_every_permission_there_is_and_share_but_reading_of_backups()
    {
        Assert.Equal(Permissions.Order(StringComparer.Ordinal),
            RolePermissions.Of(Role.Admin).Union(RolePermissions.Of(Role.Operator)).Order(StringComparer.Ordinal));

        // Auditors of a workspace ask whether it is backed up; a backup's record says when, how large and whether it verified.
        Assert.Equal([Permission.Authenticated, Permission.BackupRead],
            RolePermissions.Of(Role.Admin).Intersect(RolePermissions.Of(Role.Operator)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Only_the_operator_sees_the_whole_installation_and_no_admin_can_give_that_role()
    {
        foreach (string permission in (string[])[Permission.MetricsRead, Permission.SystemRead, Permission.SystemManage])
            Assert.Empty(Role.All.Where(role => RolePermissions.Grants([role], permission)));
        Assert.DoesNotContain(Role.Operator, Role.All);
    }

    [Fact]
    public void Every_role_s_permissions_exist() =>
        Assert.All(Role.All, role => Assert.Subset(Permissions.ToHashSet(), RolePermissions.Of(role).ToHashSet()));

    [Fact]
    public void The_auditor_changes_nothing_and_sees_no_rows() =>
        Assert.All(RolePermissions.Of(Role.Auditor).Where(permission => permission != Permission.Authenticated), permission =>
            Assert.EndsWith(".read", permission));

    [Fact]
    public void The_reviewer_decides_and_authors_nothing() =>
        Assert.Equal([Permission.Authenticated, Permission.ComplianceApprove, Permission.ModelsPromote, Permission.ReviewDecide],
            RolePermissions.Of(Role.Reviewer).Where(permission => !permission.EndsWith(".read", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal));

    [Fact]
    public void The_consumer_only_predicts_and_explains() =>
        Assert.Equal([Permission.Authenticated, Permission.ExplainRead, Permission.PredictServe],
            RolePermissions.Of(Role.Consumer).Order(StringComparer.Ordinal));

    [Fact]
    public void Only_the_admin_manages_access() =>
        Assert.Equal([Role.Admin], Role.All.Where(role => RolePermissions.Grants([role], Permission.AccessManage)));

    [Theory, InlineData("Admin"), InlineData("root"), InlineData("")]
    public void What_is_no_role_grants_nothing(string role)
    {
        Assert.Empty(RolePermissions.Of(role));
        Assert.False(RolePermissions.Grants([role], Permission.Authenticated));
    }

    [Fact]
    public void Roles_add_up() => Assert.True(RolePermissions.Grants([Role.Consumer, Role.DataOwner], Permission.DataWrite));
}
