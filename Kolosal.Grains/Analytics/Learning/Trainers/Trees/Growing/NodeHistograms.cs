namespace Kolosal.Learning.Trees;

/// <summary>The histograms of the nodes of one tree, kept and reused from tree to tree.</summary>
internal sealed unsafe class NodeHistograms
{
    private readonly HistogramLayout layout;
    private readonly QuantisedGradients gradients;
    private readonly int perBin;
    private readonly long[] scratch;
    private readonly int scratchOfChunk;
    private readonly List<long[]> slots = [];
    private readonly Stack<int> free = new();

    /// <param name="layout">Where bins are.</param>
    /// <param name="gradients">What is summed.</param>
    /// <param name="chunks">How many parts of the rows may be summed at a time.</param>
    public NodeHistograms(HistogramLayout layout, QuantisedGradients gradients, int chunks)
    {
        (this.layout, this.gradients, perBin) = (layout, gradients, gradients.IsWide ? 2 : 1);
        scratchOfChunk = layout.Size.Length * HistogramLayout.CodesPerByte * perBin;
        scratch = GC.AllocateArray<long>(Math.Max(1, chunks * scratchOfChunk), pinned: true);
    }

    /// <summary>A histogram to be collected into; its content is undefined.</summary>
    public int Rent()
    {
        if (free.TryPop(out int slot)) return slot;
        slots.Add(new long[layout.Bins * perBin]);
        return slots.Count - 1;
    }

    /// <summary>Gives a histogram back.</summary>
    public void Return(int slot) => free.Push(slot);

    /// <summary>The sums of one byte of the layout in a histogram.</summary>
    public ReadOnlySpan<long> Sums(int slot, int target) => slots[slot].AsSpan(layout.Offset[target] * perBin, layout.Size[target] * perBin);

    /// <summary>The sums of a node, read from any one byte's histogram; the count is 0 of narrow words.</summary>
    public NodeSums Total(int slot, int target)
    {
        var sums = Sums(slot, target);
        long gradient = 0, hessian = 0;
        if (!gradients.IsWide)
        {
            foreach (long word in sums)
            {
                gradient += word >> 32;
                hessian += (uint)word;
            }
            return new(gradient, hessian, 0);
        }
        for (int i = 0; i < sums.Length; i += 2)
        {
            gradient += sums[i];
            hessian += sums[i + 1];
        }
        return new(gradient, hessian >> QuantisedGradients.CountBits, hessian & (1 << QuantisedGradients.CountBits) - 1);
    }

    /// <summary>Adds rows to the sums of a group that are being collected.</summary>
    /// <param name="chunk">Which part of the rows.</param>
    /// <param name="group">Which group.</param>
    /// <param name="rows">Row numbers, or null for first … first + count − 1.</param>
    /// <param name="first">The first row when <paramref name="rows"/> is null.</param>
    /// <param name="count">How many rows.</param>
    public void Add(int chunk, int group, int* rows, int first, int count)
    {
        int from = layout.GroupStart[group], width = layout.GroupStart[group + 1] - from;
        fixed (byte* bytes = layout.Groups[group])
        fixed (long* sums = &scratch[chunk * scratchOfChunk + from * HistogramLayout.CodesPerByte * perBin])
            HistogramKernel.Add(gradients.IsWide, width, bytes, gradients.Words, rows, first, count, sums);
    }

    /// <summary>Moves the sums of a group into a histogram and empties them; takes them
    /// away from the parent's, which becomes the other child's.</summary>
    /// <param name="chunks">How many parts were added.</param>
    /// <param name="group">Which group.</param>
    /// <param name="slot">The child's histogram.</param>
    /// <param name="parent">The parent's, or −1.</param>
    public void Collect(int chunks, int group, int slot, int parent)
    {
        for (int b = layout.GroupStart[group]; b < layout.GroupStart[group + 1]; b++)
        {
            int at = layout.Offset[b] * perBin, length = layout.Size[b] * perBin;
            var sums = slots[slot].AsSpan(at, length);
            for (int chunk = 0; chunk < chunks; chunk++)
            {
                var part = scratch.AsSpan(chunk * scratchOfChunk + b * HistogramLayout.CodesPerByte * perBin, length);
                if (chunk == 0) part.CopyTo(sums);
                else System.Numerics.Tensors.TensorPrimitives.Add<long>(sums, part, sums);
                part.Clear();
            }
            if (parent < 0) continue;
            var other = slots[parent].AsSpan(at, length);
            System.Numerics.Tensors.TensorPrimitives.Subtract<long>(other, sums, other);
        }
    }
}
