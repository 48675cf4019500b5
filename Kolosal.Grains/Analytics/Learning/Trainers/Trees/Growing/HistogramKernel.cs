using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kolosal.Learning.Trees;

/// <summary>The innermost loop of training: adds rows to the histograms of one group of bytes.</summary>
/// <remarks>
/// <para>A row is read once and added to all histograms of its group. Sums are integers,
/// so the order of rows and the number of threads cannot show.</para>
/// <para>Narrow: one 32-bit word a row, gradient above 16 bits of hessian, widened on the fly to 32 + 32 bits and added with one 64-bit add. Wide:
/// two 64-bit words a row, gradient and (hessian, count), added with one 128-bit add. See <see cref="QuantisedGradients"/> for the ranges.</para>
/// <para>The number of bytes is a type argument, so that the compiler drops the statements of bytes that are not there and every address
/// is base + constant. Statements and numbers are written out on purpose: loops, statements in fours and numbers put together from
/// digits made a fit of 200,000 rows and 28 columns take 1.2 to 1.6 times as long on .NET 10.</para>
/// </remarks>
internal static unsafe class HistogramKernel
{
    private const int Codes = HistogramLayout.CodesPerByte, Stride = HistogramLayout.Stride;

    // Far enough ahead to hide a read from memory behind the adds of the rows between.
    private const int Ahead = 24;

    /// <summary>A loop over rows: bytes of the group, words of the rows, row numbers or null for first … first + count − 1, histograms.</summary>
    private delegate void Loop(byte* bytes, void* words, int* rows, int first, int count, void* sums);

    private static readonly Loop[] NarrowLoops = [Narrow<W1>, Narrow<W2>, Narrow<W3>, Narrow<W4>, Narrow<W5>, Narrow<W6>, Narrow<W7>, Narrow<W8>,
        Narrow<W9>, Narrow<W10>, Narrow<W11>, Narrow<W12>, Narrow<W13>, Narrow<W14>, Narrow<W15>, Narrow<W16>];

    private static readonly Loop[] WideLoops = [Wide<W1>, Wide<W2>, Wide<W3>, Wide<W4>, Wide<W5>, Wide<W6>, Wide<W7>, Wide<W8>,
        Wide<W9>, Wide<W10>, Wide<W11>, Wide<W12>, Wide<W13>, Wide<W14>, Wide<W15>, Wide<W16>];

    /// <summary>Adds rows to the histograms of a group; byte b of the group has the 256 sums from b · 256.</summary>
    /// <param name="wide">Which words and sums are meant.</param>
    /// <param name="width">Bytes in the group, 1 … 16.</param>
    /// <param name="bytes">The group.</param>
    /// <param name="words">Words of all rows: 4 bytes a row, or 16 when wide.</param>
    /// <param name="rows">Row numbers, or null.</param>
    /// <param name="first">The first row number when <paramref name="rows"/> is null.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="sums">width · 256 sums of 8 bytes, or 16 when wide.</param>
    public static void Add(bool wide, int width, byte* bytes, void* words, int* rows, int first, int count, void* sums) =>
        (wide ? WideLoops : NarrowLoops)[width - 1](bytes, words, rows, first, count, sums);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Narrow<TWidth>(byte* bytes, void* words, int* rows, int first, int count, void* sums) where TWidth : struct, IWidth
    {
        int* word = (int*)words;
        var sum = (NarrowSum*)sums;
        if (rows == null)
        {
            for (int r = first; r < first + count; r++) Add<TWidth, NarrowSum>(bytes + (long)r * Stride, sum, new(word[r]));
            return;
        }
        int ahead = Sse.IsSupported ? count - Ahead : 0, i = 0;
        for (; i < ahead; i++)
        {
            int later = rows[i + Ahead], r = rows[i];
            Sse.Prefetch0(bytes + (long)later * Stride);
            Sse.Prefetch0(word + later);
            Add<TWidth, NarrowSum>(bytes + (long)r * Stride, sum, new(word[r]));
        }
        for (; i < count; i++) Add<TWidth, NarrowSum>(bytes + (long)rows[i] * Stride, sum, new(word[rows[i]]));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<TWidth>(byte* bytes, void* words, int* rows, int first, int count, void* sums) where TWidth : struct, IWidth
    {
        var word = (Vector128<long>*)words;
        var sum = (WideSum*)sums;
        for (int i = 0; i < count; i++)
        {
            int r = rows == null ? first + i : rows[i];
            Add<TWidth, WideSum>(bytes + (long)r * Stride, sum, new(word[r]));
        }
    }

    /// <summary>Adds one row: its sum at every byte's code.</summary>
    /// <param name="at">The row's bytes.</param>
    /// <param name="sums">The histograms.</param>
    /// <param name="row">What is added.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<TWidth, TSum>(byte* at, TSum* sums, TSum row) where TWidth : struct, IWidth where TSum : unmanaged, ISum<TSum>
    {
        if (TWidth.Value > 0) TSum.Add(sums + at[0], row);
        if (TWidth.Value > 1) TSum.Add(sums + 1 * Codes + at[1], row);
        if (TWidth.Value > 2) TSum.Add(sums + 2 * Codes + at[2], row);
        if (TWidth.Value > 3) TSum.Add(sums + 3 * Codes + at[3], row);
        if (TWidth.Value > 4) TSum.Add(sums + 4 * Codes + at[4], row);
        if (TWidth.Value > 5) TSum.Add(sums + 5 * Codes + at[5], row);
        if (TWidth.Value > 6) TSum.Add(sums + 6 * Codes + at[6], row);
        if (TWidth.Value > 7) TSum.Add(sums + 7 * Codes + at[7], row);
        if (TWidth.Value > 8) TSum.Add(sums + 8 * Codes + at[8], row);
        if (TWidth.Value > 9) TSum.Add(sums + 9 * Codes + at[9], row);
        if (TWidth.Value > 10) TSum.Add(sums + 10 * Codes + at[10], row);
        if (TWidth.Value > 11) TSum.Add(sums + 11 * Codes + at[11], row);
        if (TWidth.Value > 12) TSum.Add(sums + 12 * Codes + at[12], row);
        if (TWidth.Value > 13) TSum.Add(sums + 13 * Codes + at[13], row);
        if (TWidth.Value > 14) TSum.Add(sums + 14 * Codes + at[14], row);
        if (TWidth.Value > 15) TSum.Add(sums + 15 * Codes + at[15], row);
    }

    /// <summary>What a row adds to a bin.</summary>
    private interface ISum<TSum> where TSum : unmanaged
    {
        static abstract void Add(TSum* bin, TSum row);
    }

    /// <summary>Gradient above 32 bits of hessian.</summary>
    private readonly struct NarrowSum(long value) : ISum<NarrowSum>
    {
        private readonly long value = value;

        public NarrowSum(int word) : this(((long)(word >> 16) << 32) + (word & 0xFFFF)) { }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add(NarrowSum* bin, NarrowSum row) => *(long*)bin += row.value;
    }

    /// <summary>Gradient, and hessian above the count.</summary>
    private readonly struct WideSum(Vector128<long> value) : ISum<WideSum>
    {
        private readonly Vector128<long> value = value;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static void Add(WideSum* bin, WideSum row) => *(Vector128<long>*)bin += row.value;
    }

    /// <summary>A number known to the compiler.</summary>
    private interface IWidth
    {
        static abstract int Value { get; }
    }

    private readonly struct W1 : IWidth { public static int Value => 1; }

    private readonly struct W2 : IWidth { public static int Value => 2; }

    private readonly struct W3 : IWidth { public static int Value => 3; }

    private readonly struct W4 : IWidth { public static int Value => 4; }

    private readonly struct W5 : IWidth { public static int Value => 5; }

    private readonly struct W6 : IWidth { public static int Value => 6; }

    private readonly struct W7 : IWidth { public static int Value => 7; }

    private readonly struct W8 : IWidth { public static int Value => 8; }

    private readonly struct W9 : IWidth { public static int Value => 9; }

    private readonly struct W10 : IWidth { public static int Value => 10; }

    private readonly struct W11 : IWidth { public static int Value => 11; }

    private readonly struct W12 : IWidth { public static int Value => 12; }

    private readonly struct W13 : IWidth { public static int Value => 13; }

    private readonly struct W14 : IWidth { public static int Value => 14; }

    private readonly struct W15 : IWidth { public static int Value => 15; }

    private readonly struct W16 : IWidth { public static int Value => 16; }
}
