namespace Kolosal.Tracking;

/// <summary>What a search asks for.</summary>
/// <param name="Filter">In MLflow's language; null or blank for everything.</param>
/// <param name="OrderBy">Keys of the order, such as <c>metrics.acc DESC</c>.</param>
/// <param name="Most">Most things of one page, from 1.</param>
/// <param name="Token">From the page before; null for the first.</param>
public sealed record SearchRequest(string? Filter, ImmutableArray<string> OrderBy, int Most, string? Token);

/// <param name="Items">In order.</param>
/// <param name="Total">Found in all.</param>
/// <param name="Next">For the next page; null when this is the last.</param>
public sealed record SearchPage<T>(ImmutableArray<T> Items, int Total, string? Next);

/// <summary>Which stages of life a search shows.</summary>
public enum LifecycleView { ActiveOnly, DeletedOnly, All }

internal static class LifecycleViews
{
    public static bool Shows(this LifecycleView view, LifecycleStage stage) =>
        view == LifecycleView.All || (view == LifecycleView.DeletedOnly) == (stage == LifecycleStage.Deleted);
}
