import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

public class Crash_0c48c4b78444894cc493691a8c11a099b7f966df {
    static final String base64Bytes = String.join("", "CAgACAAAAABIWUxMAQAAAAAAAACrCAgAAAgIAAAAxfwASFlMTAEAAAAAAAAAqwgIxgU=");

    public static void main(String[] args) throws Throwable {
        Crash_0c48c4b78444894cc493691a8c11a099b7f966df.class.getClassLoader().setDefaultAssertionStatus(true);
        try {
            Method fuzzerInitialize = io.holdfast.encodings.hyperloglog.HyperLogLogFuzz.class.getMethod("fuzzerInitialize");
            fuzzerInitialize.invoke(null);
        } catch (NoSuchMethodException ignored) {
            try {
                Method fuzzerInitialize = io.holdfast.encodings.hyperloglog.HyperLogLogFuzz.class.getMethod("fuzzerInitialize", String[].class);
                fuzzerInitialize.invoke(null, (Object) args);
            } catch (NoSuchMethodException ignored1) {
            } catch (IllegalAccessException | InvocationTargetException e) {
                e.printStackTrace();
                System.exit(1);
            }
        } catch (IllegalAccessException | InvocationTargetException e) {
            e.printStackTrace();
            System.exit(1);
        }
        byte[] input = java.util.Base64.getDecoder().decode(base64Bytes);
        io.holdfast.encodings.hyperloglog.HyperLogLogFuzz.fuzzerTestOneInput(input);
    }
}