namespace Kolosal.Learning.Trees;

/// <summary>How boosting splits by a column of categories.</summary>
public enum CategoryCoding
{
    /// <summary>Ordered target statistics beyond <see cref="GradientBoostingOptions.MaxSortedCategories"/>
    /// categories, sorted gradients where there are no more than 254.</summary>
    Auto,

    /// <summary>In each node categories are put in the order of their mean gradient and cut once (Fisher 1958); the heaviest 254 only.</summary>
    Sorted,

    /// <summary>Each category is replaced once by the mean target of its rows (<c>TargetStatistics</c>).</summary>
    OrderedTarget,

    /// <summary>Both ways of all columns compete.</summary>
    Both,
}
