using System.Runtime.InteropServices;

namespace Kolosal.Engines.LightGbm;

/// <summary>The functions of LightGBM's C API that are used, as <c>c_api.h</c> of version 4 declares them; all but the first answer 0 or a
/// failure.</summary>
internal static unsafe partial class LightGbmNative
{
    /// <summary>Found beside the program, in the folder of its platform.</summary>
    public const string Library = "lib_lightgbm";

    /// <summary>Types of data that go over.</summary>
    public const int Float32 = 0, Float64 = 1, Int32 = 2;

    /// <summary>Kinds of prediction.</summary>
    public const int PredictNormal = 0;

    [LibraryImport(Library, EntryPoint = "LGBM_GetLastError")]
    public static partial byte* LastError();

    [LibraryImport(Library, EntryPoint = "LGBM_RegisterLogCallback")]
    public static partial int RegisterLogCallback(delegate* unmanaged[Cdecl]<byte*, void> callback);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetCreateFromMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DatasetCreate(void* data, int type, int rows, int columns, int isRowMajor, string parameters, nint reference,
        out nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetSetField", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int DatasetSetField(DatasetHandle dataset, string name, void* values, int count, int type);

    [LibraryImport(Library, EntryPoint = "LGBM_DatasetFree")]
    public static partial int DatasetFree(nint dataset);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterCreate", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterCreate(DatasetHandle training, string parameters, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterLoadModelFromString", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterLoad(string text, out int iterations, out nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterFree")]
    public static partial int BoosterFree(nint booster);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterAddValidData")]
    public static partial int BoosterAddValidation(BoosterHandle booster, DatasetHandle validation);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterUpdateOneIter")]
    public static partial int BoosterUpdate(BoosterHandle booster, out int isFinished);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterGetEval")]
    public static partial int BoosterEvaluate(BoosterHandle booster, int data, out int count, double* results);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterSaveModelToString")]
    public static partial int BoosterSave(BoosterHandle booster, int firstIteration, int iterations, int importance, long room, out long length,
        byte* text);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMat", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterPredict(BoosterHandle booster, void* data, int type, int rows, int columns, int isRowMajor, int kind,
        int firstIteration, int iterations, string parameters, out long count, double* results);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMatSingleRowFastInit", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int PredictRowFastInit(BoosterHandle booster, int kind, int firstIteration, int iterations, int type, int columns,
        string parameters, out nint prepared);

    [LibraryImport(Library, EntryPoint = "LGBM_BoosterPredictForMatSingleRowFast")]
    public static partial int PredictRowFast(nint prepared, void* row, out long count, double* results);

    [LibraryImport(Library, EntryPoint = "LGBM_FastConfigFree")]
    public static partial int FastConfigFree(nint prepared);

    /// <summary>Sets a variable that native libraries see: .NET's own setter changes a copy of the environment.</summary>
    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int SetEnvironment(string name, string value, int replaces);

    /// <summary>Passes on what a function answered.</summary>
    /// <exception cref="LightGbmException">It failed.</exception>
    public static void Check(int answer)
    {
        if (answer != 0) throw new LightGbmException(Marshal.PtrToStringUTF8((nint)LastError()) ?? "no reason given");
    }
}
