namespace Kolosal.Models;

public class ModelLifecycleTests
{
    /// <summary>The life of a version as the product promises it: rows from, columns to, in the order of the enumeration; x is allowed.</summary>
    private static readonly string[] Promised =
    [
        //             D T E A S A D R
        /* draft      */ ". x x . . . . x",
        /* training   */ "x . x . . . . x",
        /* evaluating */ ". . . x . . . x",
        /* approved   */ ". . x . x x x x",
        /* staging    */ ". . x x . x x x",
        /* active     */ ". . . x . . x .",
        /* deprecated */ ". . . x . . . x",
        /* retired    */ ". . . . . . . .",
    ];

    [Fact]
    public void Every_pair_of_states_is_as_promised()
    {
        var states = Enum.GetValues<ModelStatus>();
        for (int from = 0; from < states.Length; from++)
            for (int to = 0; to < states.Length; to++)
                Assert.True(ModelLifecycle.Table.Allows(states[from], states[to]) == (Promised[from][to * 2] == 'x'),
                    $"{states[from]} to {states[to]}");
    }

    [Fact]
    public void Nothing_serves_that_was_not_approved() =>
        Assert.Equal([ModelStatus.Approved, ModelStatus.Staging, ModelStatus.Active, ModelStatus.Deprecated],
            Enum.GetValues<ModelStatus>().Where(ModelLifecycle.Serves));

    [Fact]
    public void Every_way_to_active_passes_approval()
    {
        // Walk backwards from active without entering approved: no state of before the approval is reachable.
        var reached = new HashSet<ModelStatus> { ModelStatus.Active };
        for (int before = 0; before != reached.Count;)
        {
            before = reached.Count;
            foreach (var from in Enum.GetValues<ModelStatus>())
                if (from != ModelStatus.Approved && ModelLifecycle.Table.After(from).Any(reached.Contains)) reached.Add(from);
        }

        Assert.DoesNotContain(ModelStatus.Evaluating, reached);
        Assert.DoesNotContain(ModelStatus.Draft, reached);
        Assert.DoesNotContain(ModelStatus.Training, reached);
    }
}
