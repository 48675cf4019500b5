namespace Kolosal.Fairness;

/// <summary>All rows dealt to groups: those of one protected attribute, or of two crossed. Immutable.</summary>
public sealed class Partition
{
    public const string Other = "(other)";

    private readonly int[] attributes;
    private readonly int[][] slots;
    private readonly int[] strides;

    /// <param name="attributes">Places of its attributes in the plan.</param>
    /// <param name="parts">The attributes.</param>
    /// <param name="most">Groups of an attribute that stay on their own: those with most training rows; the others are folded into one.</param>
    internal Partition(int[] attributes, ProtectedGroups[] parts, int most)
    {
        this.attributes = attributes;
        Name = string.Join(" × ", parts.Select(part => part.Name));
        var (labels, folded) = (new List<string>[parts.Length], new SortedSet<string>(StringComparer.Ordinal));
        slots = new int[parts.Length][];
        strides = new int[parts.Length];
        for (int a = 0; a < parts.Length; a++) (slots[a], labels[a]) = Slots(parts[a], most, parts.Length > 1, folded);
        Folded = [.. folded];
        int cells = 1;
        for (int a = parts.Length - 1; a >= 0; a--)
        {
            strides[a] = cells;
            cells *= labels[a].Count;
        }
        Labels = [.. Enumerable.Range(0, cells).Select(cell =>
            string.Join(" × ", Enumerable.Range(0, parts.Length).Select(a => labels[a][cell / strides[a] % labels[a].Count])))];
    }

    /// <summary>The attribute, or the attributes with × between them.</summary>
    public string Name { get; }

    /// <summary>The groups' names.</summary>
    public ImmutableArray<string> Labels { get; }

    /// <summary>Groups that are counted together as <see cref="Other"/>, since they are rare.</summary>
    public ImmutableArray<string> Folded { get; }

    public bool IsIntersection => attributes.Length > 1;

    /// <summary>The group of a row.</summary>
    /// <param name="groups">The row's group in each attribute of the plan.</param>
    public int CellOf(ReadOnlySpan<int> groups)
    {
        int cell = 0;
        for (int a = 0; a < attributes.Length; a++) cell += slots[a][groups[attributes[a]]] * strides[a];
        return cell;
    }

    /// <summary>Which groups stand alone, the largest ones in training, in their own order.</summary>
    private static (int[] Slots, List<string> Labels) Slots(ProtectedGroups part, int most, bool crossed, SortedSet<string> folded)
    {
        int groups = part.Labels.Count;
        bool all = groups <= most && !crossed;
        // Crossed, a group that training never saw would only multiply cells that stay empty.
        HashSet<int> alone = [.. Enumerable.Range(0, groups).Where(g => all || !crossed || part.TrainingRows[g] > 0)
            .OrderByDescending(g => part.TrainingRows[g]).Take(most)];
        var (slots, labels) = (new int[groups], new List<string>());
        for (int g = 0; g < groups; g++)
        {
            slots[g] = alone.Contains(g) ? labels.Count : -1;
            if (alone.Contains(g)) labels.Add(part.Labels[g]);
            else if (part.TrainingRows[g] > 0) folded.Add($"{part.Name}: {part.Labels[g]}");
        }
        if (alone.Count == groups) return (slots, labels);
        for (int g = 0; g < groups; g++) if (slots[g] < 0) slots[g] = labels.Count;
        labels.Add(Other);
        return (slots, labels);
    }
}
