using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Kolosal.Learning.Trees;

/// <summary>The innermost loop of training: adds rows to the histograms of one group of bytes.</summary>
/// <remarks>
/// <para>A row is read once and added to all histograms of its group. Sums are integers, so the order of rows and the number of threads cannot show.</para>
/// <para>Narrow: one 32-bit word a row, gradient above 16 bits of hessian, widened on the fly to 32 + 32 bits and added with one 64-bit add. Wide: two 64-bit
/// words a row, gradient and (hessian, count), added with one 128-bit add. See <see cref="GradientScale"/> for the ranges.</para>
/// <para>The number of bytes is a type argument, so that the compiler drops the statements of bytes that are not there and every address is base + constant.</para>
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
        long* sum = (long*)sums;
        if (rows == null)
        {
            for (int r = first; r < first + count; r++) AddNarrow<TWidth>(bytes + (long)r * Stride, word[r], sum);
            return;
        }
        int ahead = Sse.IsSupported ? count - Ahead : 0, i = 0;
        for (; i < ahead; i++)
        {
            int later = rows[i + Ahead], r = rows[i];
            Sse.Prefetch0(bytes + (long)later * Stride);
            Sse.Prefetch0(word + later);
            AddNarrow<TWidth>(bytes + (long)r * Stride, word[r], sum);
        }
        for (; i < count; i++) AddNarrow<TWidth>(bytes + (long)rows[i] * Stride, word[rows[i]], sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddNarrow<TWidth>(byte* at, int word, long* sum) where TWidth : struct, IWidth
    {
        long w = ((long)(word >> 16) << 32) + (word & 0xFFFF);
        if (TWidth.Value > 0) sum[at[0]] += w;
        if (TWidth.Value > 1) (sum + 1 * Codes)[at[1]] += w;
        if (TWidth.Value > 2) (sum + 2 * Codes)[at[2]] += w;
        if (TWidth.Value > 3) (sum + 3 * Codes)[at[3]] += w;
        if (TWidth.Value > 4) (sum + 4 * Codes)[at[4]] += w;
        if (TWidth.Value > 5) (sum + 5 * Codes)[at[5]] += w;
        if (TWidth.Value > 6) (sum + 6 * Codes)[at[6]] += w;
        if (TWidth.Value > 7) (sum + 7 * Codes)[at[7]] += w;
        if (TWidth.Value > 8) (sum + 8 * Codes)[at[8]] += w;
        if (TWidth.Value > 9) (sum + 9 * Codes)[at[9]] += w;
        if (TWidth.Value > 10) (sum + 10 * Codes)[at[10]] += w;
        if (TWidth.Value > 11) (sum + 11 * Codes)[at[11]] += w;
        if (TWidth.Value > 12) (sum + 12 * Codes)[at[12]] += w;
        if (TWidth.Value > 13) (sum + 13 * Codes)[at[13]] += w;
        if (TWidth.Value > 14) (sum + 14 * Codes)[at[14]] += w;
        if (TWidth.Value > 15) (sum + 15 * Codes)[at[15]] += w;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Wide<TWidth>(byte* bytes, void* words, int* rows, int first, int count, void* sums) where TWidth : struct, IWidth
    {
        var word = (Vector128<long>*)words;
        var sum = (Vector128<long>*)sums;
        for (int i = 0; i < count; i++)
        {
            int r = rows == null ? first + i : rows[i];
            AddWide<TWidth>(bytes + (long)r * Stride, word[r], sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddWide<TWidth>(byte* at, Vector128<long> w, Vector128<long>* sum) where TWidth : struct, IWidth
    {
        if (TWidth.Value > 0) sum[at[0]] += w;
        if (TWidth.Value > 1) (sum + 1 * Codes)[at[1]] += w;
        if (TWidth.Value > 2) (sum + 2 * Codes)[at[2]] += w;
        if (TWidth.Value > 3) (sum + 3 * Codes)[at[3]] += w;
        if (TWidth.Value > 4) (sum + 4 * Codes)[at[4]] += w;
        if (TWidth.Value > 5) (sum + 5 * Codes)[at[5]] += w;
        if (TWidth.Value > 6) (sum + 6 * Codes)[at[6]] += w;
        if (TWidth.Value > 7) (sum + 7 * Codes)[at[7]] += w;
        if (TWidth.Value > 8) (sum + 8 * Codes)[at[8]] += w;
        if (TWidth.Value > 9) (sum + 9 * Codes)[at[9]] += w;
        if (TWidth.Value > 10) (sum + 10 * Codes)[at[10]] += w;
        if (TWidth.Value > 11) (sum + 11 * Codes)[at[11]] += w;
        if (TWidth.Value > 12) (sum + 12 * Codes)[at[12]] += w;
        if (TWidth.Value > 13) (sum + 13 * Codes)[at[13]] += w;
        if (TWidth.Value > 14) (sum + 14 * Codes)[at[14]] += w;
        if (TWidth.Value > 15) (sum + 15 * Codes)[at[15]] += w;
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
