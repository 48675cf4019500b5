using System.Reflection;
using System.Text;
using Kolosal.Storage.State;

namespace Kolosal.Storage;

/// <summary>What monitors and consumers stored when their members lay on other base classes is read back whole.</summary>
public sealed class EarlierStatesTests
{
    private const string Consumer =
        """
        "Outbox":[],"CreatedAt":"2026-01-02T03:04:05+00:00","UpdatedAt":"2026-01-02T03:04:05+00:00","Revision":9,
        "Cursors":{"Positions":{"log_a":41}}
        """;

    private const string Monitor = Consumer + ""","Version":3,"Windows":7,"WindowBeganAt":"2026-01-02T03:04:05+00:00" """;

    private const string Reference = """
        {"Version":3,"Task":"binary","Classes":["no","yes"],"FavourableClass":1,
         "Inputs":[{"Name":"x","Categorical":false,"Protected":false,"Categories":[],"Edges":[0.5],"Counts":[2,2],"Missing":0,
          "Minimum":0,"Maximum":1}],
         "Outputs":{"Name":"y","Categorical":true,"Protected":false,"Categories":["no","yes"],"Edges":[],"Counts":[2,2],"Missing":0,
          "Minimum":0,"Maximum":0}}
        """;

    [Fact]
    public void A_drift_monitor_goes_on_in_its_window()
    {
        object state = Load("Kolosal.Drift.DriftState",
            $$"""
            {{{Monitor}},"Settings":{"WindowRows":100,"FalseAlarm":0.05},"Reference":{{Reference}},"Window":[[1,2,0,0],[2,1,0,0]],
             "RowsInWindow":3,"RowsCounted":703,"Alarms":2,"Reports":[]}
            """);
        Assert.Equal((3, 7L, 3L, 703L, 2L), (Get<int>(state, "Version"), Get<long>(state, "Windows"), Get<long>(state, "RowsInWindow"),
            Get<long>(state, "RowsCounted"), Get<long>(state, "Alarms")));
        Assert.Equal([[1, 2, 0, 0], [2, 1, 0, 0]], Get<long[][]>(state, "Window"));
        Assert.Equal(100, Get<int>(Get<object>(state, "Settings"), "WindowRows"));
        Assert.Equal(3, Get<int>(Get<object>(state, "Reference"), "Version"));
        Assert.Equal(41, Get<Dictionary<string, long>>(Get<object>(state, "Cursors"), "Positions")["log_a"]);
    }

    [Fact]
    public void A_fairness_monitor_goes_on_in_its_window()
    {
        object state = Load("Kolosal.Fairness.FairnessState",
            $$"""
            {{{Monitor}},"Settings":null,"Reference":{{Reference}},"Rows":[[5,4]],"Selected":[[1,2]],
             "RowsInWindow":9,"RowsCounted":9,"Alarms":0,"Reports":[]}
            """);
        Assert.Equal([[5, 4]], Get<long[][]>(state, "Rows"));
        Assert.Equal([[1, 2]], Get<long[][]>(state, "Selected"));
        Assert.Equal((9L, 7L), (Get<long>(state, "RowsInWindow"), Get<long>(state, "Windows")));
    }

    [Fact]
    public void Consumers_without_windows_keep_their_counts()
    {
        object audit = Load("Kolosal.Audit.PredictionAuditState", $$"""{{{Monitor}},"Sealed":500}""");
        Assert.Equal((500L, 7L), (Get<long>(audit, "Sealed"), Get<long>(audit, "Batches")));
        object stats = Load("Kolosal.Predictions.PredictionStatsState", $$"""{{{Monitor}},"Requests":12}""");
        Assert.Equal(12, Get<long>(stats, "Requests"));
        Assert.Equal(41, Get<Dictionary<string, long>>(Get<object>(stats, "Cursors"), "Positions")["log_a"]);
    }

    private static object Load(string type, string json) =>
        typeof(EarlierStatesTests).GetMethod(nameof(Read), BindingFlags.Static | BindingFlags.NonPublic)!
            .MakeGenericMethod(typeof(ICatalogue).Assembly.GetType(type, throwOnError: true)!).Invoke(null, [json])!;

    private static object Read<T>(string json)
        where T : notnull => StateJson.Deserialize<T>(Encoding.UTF8.GetBytes(json));

    private static T Get<T>(object state, string member) => (T)state.GetType().GetProperty(member)!.GetValue(state)!;
}
