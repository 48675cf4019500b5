using Xunit;
using Xunit.Abstractions;

namespace Kolosal.Testing;

/// <summary>Two classes of a project run at once. Those that take longest begin, and short ones fill what is left, so that none is waited for alone
/// at the end. A project derives its own and names it in <see cref="TestCollectionOrdererAttribute"/>.</summary>
/// <param name="classes">Names of its longest classes, the longest first.</param>
public abstract class LongestFirst(params string[] classes) : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) => testCollections
        .OrderBy(one => PlaceOf(one.DisplayName)).ThenBy(one => one.DisplayName, StringComparer.Ordinal);

    private int PlaceOf(string collection) =>
        Array.FindIndex(classes, name => collection.EndsWith($".{name}", StringComparison.Ordinal)) is >= 0 and var place ? place : classes.Length;
}
