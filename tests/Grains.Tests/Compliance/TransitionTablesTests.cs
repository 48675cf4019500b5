using System.Reflection;

namespace Kolosal.Compliance;

/// <summary>Every declared transition table of the product against one that is written here a second time: a step outside it is a conflict, which the
/// front door answers with 409, and names the steps that are allowed. Registers have six tables and tests of their own.</summary>
public sealed class TransitionTablesTests
{
    private const string Finding =
        "open>investigating,resolved,false_positive;investigating>resolved,false_positive;resolved>open;false_positive>open";

    private const string Job = "queued>running,failed,cancelled,deleted;running>queued,completed,failed,cancelled,deleted;completed>deleted;"
        + "failed>deleted;cancelled>deleted;deleted>";

    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["AccessReviewLifecycle.Table"] =
            "pending>approved,revoked,needs_justification;needs_justification>pending,approved,revoked;approved>pending,revoked;revoked>",
        ["AnalysisLifecycle.Table"] = Job,
        ["BackupLifecycle.Backups"] = "in_progress>completed,failed;completed>failed;failed>",
        ["BackupLifecycle.Drills"] = "running>passed,failed;passed>;failed>",
        ["BackupLifecycle.Restores"] = "none>in_progress;in_progress>completed,failed;completed>in_progress;failed>in_progress",
        ["ChaosLifecycle.Tests"] = "running>completed,failed,cancelled;completed>;failed>;cancelled>",
        ["DetectionLifecycle.Table"] = Finding,
        ["EvidenceLifecycle.Table"] = "draft>reviewed,expired;reviewed>approved,draft,expired;approved>expired;expired>",
        ["ExplanationLifecycle.Table"] = Job,
        ["IncidentLifecycle.Table"] = "open>investigating,mitigated,resolved;investigating>mitigated,resolved;mitigated>investigating,resolved;"
            + "resolved>open,postmortem;postmortem>",
        ["ModelLifecycle.Table"] = "draft>training,evaluating,retired;training>draft,evaluating,retired;evaluating>approved,retired;"
            + "approved>staging,active,evaluating,deprecated,retired;staging>active,approved,evaluating,deprecated,retired;"
            + "active>approved,deprecated;deprecated>approved,retired;retired>",
        ["ReferralLifecycle.Table"] = "open>upheld,overridden,expired;upheld>;overridden>;expired>",
        ["RetrainingLifecycle.Table"] = "preparing>training,failed,cancelled;training>shadowing,rejected,failed,cancelled;"
            + "shadowing>testing,failed,cancelled;testing>proposed,rejected,failed,cancelled;proposed>accepted,rejected,expired,cancelled;"
            + "accepted>;rejected>;expired>;cancelled>;failed>",
        ["RunLifecycle.Table"] = "queued>running,paused,failed,cancelled;running>completed,paused,failed,cancelled;paused>queued,cancelled;"
            + "completed>;failed>queued;cancelled>queued",
        ["SecurityEventLifecycle.Table"] = Finding,
        ["TrackedRunLifecycle.Table"] = "scheduled>running,finished,failed,killed;running>scheduled,finished,failed,killed;finished>running;"
            + "failed>running;killed>running",
    };

    public static TheoryData<string> Names => [.. Written.Keys];

    [Fact]
    public void Every_table_is_written_here() => Assert.Equal(Written.Keys.Order(), Tables().Keys.Order());

    [Theory, MemberData(nameof(Names))]
    public void Each_pair_is_allowed_or_refused_as_written(string name)
    {
        object table = Tables()[name];
        typeof(TransitionTablesTests).GetMethod(nameof(Compare), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(table.GetType().GetGenericArguments()[0]).Invoke(null, [table, Written[name]]);
    }

    private static void Compare<TStatus>(Transitions<TStatus> table, string written)
        where TStatus : struct, Enum
    {
        var rows = written.Split(';').Select(row => row.Split('>')).ToDictionary(
            row => row[0], row => row[1].Split(',', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Enum.GetValues<TStatus>().Select(WireJson.Word).Order(), rows.Keys.Order());
        foreach (var from in Enum.GetValues<TStatus>())
        {
            foreach (var to in Enum.GetValues<TStatus>())
            {
                var refused = table.Refuse(from, to, "This");
                string pair = $"{WireJson.Word(from)} > {WireJson.Word(to)}";
                if (rows[WireJson.Word(from)].Contains(WireJson.Word(to)))
                {
                    Assert.True(refused is null, pair);
                    continue;
                }

                Assert.True(refused is { Kind: RefusalKind.Conflict, Code: "workflow.transition-not-allowed" }, pair);
                Assert.All(rows[WireJson.Word(from)], allowed => Assert.Contains(allowed, refused.Message, StringComparison.Ordinal));
            }
        }
    }

    private static Dictionary<string, object> Tables()
    {
        const BindingFlags Any = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return (
            from type in typeof(RecordState).Assembly.GetTypes()
            where !type.IsGenericTypeDefinition
            from member in type.GetMembers(Any).Where(member => member is PropertyInfo or FieldInfo { Name: not ['<', ..] })
            let value = member switch
            {
                PropertyInfo { PropertyType: { IsGenericType: true } held } property when IsTable(held) => property.GetValue(null),
                FieldInfo { FieldType: { IsGenericType: true } held } field when IsTable(held) => field.GetValue(null),
                _ => null,
            }
            where value is not null
            select (Name: $"{type.Name}.{member.Name}", value)).ToDictionary(one => one.Name, one => one.value, StringComparer.Ordinal);
    }

    private static bool IsTable(Type type) => type.GetGenericTypeDefinition() == typeof(Transitions<>);
}
