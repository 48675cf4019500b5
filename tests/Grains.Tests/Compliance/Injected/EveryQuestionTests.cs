using Kolosal.Compliance.Controls;

namespace Kolosal.Compliance.Injected;

public sealed class EveryQuestionTests
{
    private static readonly InjectedFailure[] Injected =
    [
        .. AccessFailures.All, .. DataFailures.All, .. ModelFailures.All, .. MonitoringFailures.All, .. OperationFailures.All,
        .. OutsideFailures.All, .. RegisterFailures.All,
    ];

    [Fact]
    public void Every_question_is_made_to_fail_in_a_running_silo()
    {
        Assert.Equal(80, ControlQueries.All.Length);
        Assert.Equal(ControlQueries.All.Select(query => query.Id), Injected.Select(failure => failure.Query).Distinct().Order());
    }
}
