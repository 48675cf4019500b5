using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Kolosal.Runtime.Copying;

/// <summary>Compiles a copier that makes a new object and copies its fields one by one.</summary>
internal static class MemberCopier
{
    private const BindingFlags All = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static IReadOnlyList<FieldInfo> AllFields(Type type) => type.GetFields(All);

    public static Delegate Compile(Type type, IReadOnlyList<FieldInfo> fields)
    {
        var method = new DynamicMethod($"Copy{type.Name}", type, [typeof(object), type, typeof(CopyContext)], typeof(MemberCopier).Module, skipVisibility: true);
        var il = method.GetILGenerator();
        var copy = il.DeclareLocal(type);
        if (type.IsValueType) Initialize(il, copy);
        else Allocate(il, type, copy);
        foreach (var field in fields)
        {
            il.Emit(type.IsValueType ? OpCodes.Ldloca : OpCodes.Ldloc, copy);
            if (type.IsValueType) il.Emit(OpCodes.Ldarga, 1);
            else il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldfld, field);
            if (!TypeRules.IsLeaf(field.FieldType))
            {
                il.Emit(OpCodes.Ldarg_2);
                il.Emit(OpCodes.Call, typeof(Copier<>).MakeGenericType(field.FieldType).GetMethod("Copy")!);
            }
            il.Emit(OpCodes.Stfld, field);
        }
        il.Emit(OpCodes.Ldloc, copy);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate(typeof(Copy<>).MakeGenericType(type), null);
    }

    private static void Initialize(ILGenerator il, LocalBuilder copy)
    {
        // Structs start as the original, so that fields without a number keep their value as they do in a plain assignment.
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, copy);
    }

    private static void Allocate(ILGenerator il, Type type, LocalBuilder copy)
    {
        var fresh = il.DefineLabel();
        var known = il.DeclareLocal(typeof(object));
        var notNull = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Brtrue, notNull);
        il.Emit(OpCodes.Ldnull);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(notNull);

        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloca, known);
        il.Emit(OpCodes.Callvirt, typeof(CopyContext).GetMethod(nameof(CopyContext.TryGet))!);
        il.Emit(OpCodes.Brfalse, fresh);
        il.Emit(OpCodes.Ldloc, known);
        il.Emit(OpCodes.Castclass, type);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(fresh);

        if (type.GetConstructor(All, Type.EmptyTypes) is { } constructor)
        {
            il.Emit(OpCodes.Newobj, constructor);
        }
        else
        {
            il.Emit(OpCodes.Ldtoken, type);
            il.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
            il.Emit(OpCodes.Call, typeof(RuntimeHelpers).GetMethod(nameof(RuntimeHelpers.GetUninitializedObject))!);
            il.Emit(OpCodes.Castclass, type);
        }
        il.Emit(OpCodes.Stloc, copy);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldloc, copy);
        il.Emit(OpCodes.Callvirt, typeof(CopyContext).GetMethod(nameof(CopyContext.Remember))!);
    }
}
