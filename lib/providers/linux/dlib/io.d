/*
 * Requests to disks as the kernel of Linux describes them (struct bio), in DTrace's terms.
 */

inline int B_WRITE = 0x000000;		/* flag of b_flags: the request is no read */
inline int B_READ = 0x000040;		/* flag of b_flags: the request reads */
inline int B_PHYS = 0x000020;		/* flag of b_flags: Linux does not tell */
inline int B_ASYNC = 0x000010;		/* flag of b_flags: nobody waits, as far as the request says */

typedef struct bufinfo {
	int b_flags;			/* B_READ, B_ASYNC */
	size_t b_bcount;		/* bytes of the request; of one that was done, and was not put together with others, 0 */
	caddr_t b_addr;			/* address of the memory's description, struct bio_vec */
	uint64_t b_blkno;		/* first sector of 512 bytes */
	uint64_t b_lblkno;		/* the same */
	size_t b_resid;			/* the same as b_bcount */
	size_t b_bufsize;		/* the same as b_bcount */
	caddr_t b_iodone;		/* the function that is called in the end */
	int b_error;			/* the kernel's own number of what went wrong (BLK_STS_), 0 for nothing */
	dev_t b_edev;			/* the device: major << 20 | minor */
} bufinfo_t;
typedef struct devinfo {
	int dev_major;			/* major number */
	int dev_minor;			/* minor number */
	int dev_instance;		/* the minor number */
	string dev_name;		/* name of the disk */
	string dev_statname;		/* name of the disk */
	string dev_pathname;		/* <unknown>: tracepoints do not tell */
} devinfo_t;
typedef struct fileinfo {
	string fi_name;			/* <unknown>: tracepoints do not tell, nor of what follows */
	string fi_dirname;		/* <unknown> */
	string fi_pathname;		/* <unknown> */
	off_t fi_offset;		/* 0 */
	string fi_fs;			/* <unknown> */
	string fi_mount;		/* <unknown> */
	int fi_oflags;			/* 0 */
} fileinfo_t;

translator bufinfo_t < struct bio *B > {
	b_flags = ((B->bi_opf & 0xff) == 0 ? 0x40 : 0) | ((B->bi_opf & 0x800) == 0 ? 0x10 : 0);
	b_bcount = B->bi_iter.bi_size;
	b_addr = (caddr_t)B->bi_io_vec;
	b_blkno = B->bi_iter.bi_sector;
	b_lblkno = B->bi_iter.bi_sector;
	b_resid = B->bi_iter.bi_size;
	b_bufsize = B->bi_iter.bi_size;
	b_iodone = (caddr_t)B->bi_end_io;
	b_error = B->bi_status;
	b_edev = B->bi_bdev->bd_dev;
};
translator devinfo_t < struct bio *B > {
	dev_major = (int)(B->bi_bdev->bd_dev >> 20);
	dev_minor = (int)(B->bi_bdev->bd_dev & 0xfffff);
	dev_instance = (int)(B->bi_bdev->bd_dev & 0xfffff);
	dev_name = stringof(B->bi_bdev->bd_disk->disk_name);
	dev_statname = stringof(B->bi_bdev->bd_disk->disk_name);
	dev_pathname = "<unknown>";
};
translator fileinfo_t < struct bio *B > {
	fi_name = "<unknown>";
	fi_dirname = "<unknown>";
	fi_pathname = "<unknown>";
	fi_offset = 0;
	fi_fs = "<unknown>";
	fi_mount = "<unknown>";
	fi_oflags = 0;
};
